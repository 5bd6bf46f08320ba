/**
 * Computing what would change and why ({@link io.sluice.engine.plan.Planner}), and, apart from it,
 * drawing that ({@link io.sluice.engine.plan.PlanText}, {@link io.sluice.engine.plan.PlanJson}).
 */
@NullMarked
package io.sluice.engine.plan;

import org.jspecify.annotations.NullMarked;
