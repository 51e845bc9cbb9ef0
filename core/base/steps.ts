/** Work that can be looked away from between its steps. */

/** Does all of it at once. */
export function allSteps<T>(steps: Generator<void, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
