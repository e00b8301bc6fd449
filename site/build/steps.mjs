/** Runs a step of the build, and prints its name and how long it took. */
export async function runStep(name, step) {
  const startMs = performance.now();
  const result = await step();
  console.log(`${name}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  return result;
}
