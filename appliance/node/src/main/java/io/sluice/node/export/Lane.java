package io.sluice.node.export;

import io.sluice.node.flow.Column;
import java.util.List;

/**
 * One worker's way in: its ring, and how its rows are read.
 *
 * @param worker its number
 */
record Lane(int worker, RowRing ring, List<Column> columns) {}
