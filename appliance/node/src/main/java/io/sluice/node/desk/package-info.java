/**
 * The search desk: what a person asks of a fleet that accepts no connections, answered through the
 * mailbox; and the offload of captures into it.
 *
 * <h2>The protocol</h2>
 *
 * An <i>asker</i> (the orchestrator) adds a request to {@code search/requests.json} (read, changed,
 * written with If-Match), gathers the answers of all machines, and takes the request out again when
 * it has had enough. Every appliance looks at that object's ETag every 2 s.
 *
 * <pre>
 * search/requests.json                       asker writes         {@link io.sluice.node.desk.Request}
 * search/ID/MACHINE/answer.json              appliance writes     {@link io.sluice.node.desk.Answer}
 * search/ID/MACHINE/000000.pcapng ...        appliance writes     chunks
 * capture/MACHINE/SEGMENT.pcapng, .idx       appliance writes     offloaded segments
 * </pre>
 *
 * <p>A segment under {@code capture/} is there only with its index, which comes first, and is never
 * written over. Where its name was taken by something else, it is {@code SEGMENT~HHHHHHHH.pcapng},
 * the eight digits being its SHA-256's first: such a one is searched also when an answer covers
 * {@code SEGMENT}.
 *
 * <p>Examples of each document lie beside this package's tests; both sides are held to them.
 *
 * <ul>
 *   <li>Times are ISO 8601 in UTC, with up to nine decimals. Keys that a reader does not know are
 *       ignored; keys that are absent or null mean none, false, 0 or empty.
 *   <li>{@code id}: 1 to 64 of {@code a-z 0-9 -}, never used twice. A request with another id is
 *       ignored. One that cannot be understood is answered {@code failed}.
 *   <li>{@code until} is a lease, on the store's clock (the {@code Date} of its answers): an asker
 *       renews it as long as it listens, and a machine ends what is past it as {@code cancelled}.
 *       So an asker that was killed costs nothing for longer. At most a day ahead is believed.
 *   <li>{@code from} and {@code to} are compared with the stamps of packets, which are the
 *       machine's own clock: {@code clockAheadMillis} tells how far that is ahead of the store's
 *       (to a second or so). {@code to} is inclusive. Both may be absent.
 *   <li>A chunk is a whole pcapng file, at most about 8 MiB, cut at least every second while
 *       packets are found. Chunks are in order of time, also from one to the next.
 *   <li><b>Only chunks 0 to {@code chunks - 1} of the last answer may be read</b>; those never
 *       change again. They hold exactly what matches and is stamped at or before {@code through}
 *       (absent: nothing is certain yet). A machine that was restarted goes on from there. {@code
 *       through} advances also when nothing matches: it is the watermark of a merge. (Where a clock
 *       was set back, or more than 16 MiB have one stamp, packets may come later than it says.)
 *   <li>{@code answer.json} is written at once when a machine has seen the request, and then at
 *       least every 2 s until the state is a last one. A machine that was silent for 15 s of the
 *       store's clock is not there.
 *   <li>States: {@code waiting} (others are before it), {@code running}, and the last ones {@code
 *       done}, {@code failed} ({@code problem} says why in one sentence), {@code cancelled} (the
 *       lease ended, or the machine is going away; what it has found so far is there). {@code
 *       limited}: done, since {@code limitBytes} of chunks were reached (0: no limit).
 *   <li>{@code segments} are the files that the answer covers, as they are named under {@code
 *       capture/MACHINE/}: an offloaded copy of one of them holds nothing more, in the range asked
 *       for. {@code oldest} is the stamp of the oldest packet in the whole store. {@code unread}:
 *       what could not be read, a sentence each; the rest was.
 *   <li>When a request vanishes, the machine stops at once and writes nothing more, not even an
 *       answer. Whoever took it out deletes {@code search/ID/} then, and once more a few seconds
 *       later for what was on its way. Askers sweep what others have left: ids that are not in
 *       requests.json, when their newest object is older than 10 minutes.
 *   <li>{@code hunt}: answered by {@code findings} alone (indicators that were seen), told anew in
 *       each answer as they grow; {@code packets} counts those that were looked at. {@code keep}:
 *       pins all segments between {@code from} and {@code to}, {@code why} being the reason; the
 *       answer names them in {@code segments}.
 *   <li>An appliance that captures nothing answers {@code done} with no segments.
 * </ul>
 *
 * <h2>How an appliance joins it</h2>
 *
 * <pre>
 * offload = new Offload(OffloadSettings.defaults(state), mailbox, captures::segments);
 * desk = new Desk(mailbox, new StoreHoldings(captures), "appliance " + version);
 * offload.wanted(config.capture().offload());     // at each config; false when nothing is captured
 * offload.start(machine); desk.start(machine);    // once the machine's name is known
 * offload.totals().named(); offload.problem();    // into the status
 * desk.close(); captures.close(); offload.close();  // in this order: the last segment goes too
 * </pre>
 */
@NullMarked
package io.sluice.node.desk;

import org.jspecify.annotations.NullMarked;
