// The end of `npm test`: what was skipped and why, and the count as the last line.

/**
 * From the runner's summary (undefined where it ended without one) to the lines to print and the exit code. Under CI a
 * skipped suite with a real component is a failure.
 */
export function reportTests({ summary, runnerCode, isCi }) {
  const { passed, failed, skipped } = summary ?? { passed: 0, failed: 1, skipped: [] };
  const missing = [...new Set(skipped.flatMap((one) => one.component ?? []))];
  const isIncomplete = isCi && missing.length > 0;
  return {
    lines: [
      ...(summary === undefined ? ['The test runner ended before it had a result.'] : []),
      ...(skipped.length > 0 ? ['Skipped:'] : []),
      ...skipped.map((one) => `  ${one.name}: ${one.reason}`),
      ...(isIncomplete ? [`Failed: suites with real components were skipped (${missing.join(', ')}).`] : []),
      `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
    ],
    exitCode: runnerCode !== 0 || failed > 0 || isIncomplete ? 1 : 0,
  };
}
