/**
 * Amazon EC2 Auto Scaling: groups that keep their capacity, lifecycle hooks, instance refreshes and
 * target tracking on what instances really receive; and the computers on which appliances run.
 */
@NullMarked
package io.sluice.sandbox.aws.asg;

import org.jspecify.annotations.NullMarked;
