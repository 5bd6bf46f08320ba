package io.sluice.engine.blueprint;

import java.util.List;

/**
 * One limit of a cloud, from a dated file beside this class.
 *
 * @param check the code of a problem with it
 * @param values one number, first and last, or a set
 * @param date when the source said so
 */
record Limit(
    @Setting("The check's id.") String check,
    @Setting(value = "The limit: one number, first and last, or a set.", min = 0)
        List<Integer> values,
    @Setting(
            value = "When the source said so.",
            pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}",
            form = "a date in quotes such as \"2026-06-30\"")
        String date,
    @Setting("Who said so.") String source) {
  int first() {
    return values.getFirst();
  }

  int last() {
    return values.getLast();
  }
}
