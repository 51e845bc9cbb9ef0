/** New values for the calls whose result is kept in state: made once, while the step that needs them is carried out. */
import type { Json } from '../contracts/json.ts';
import type { VolatileCall } from '../intake/model.ts';
import type { World } from '../ports.ts';

export function makeVolatile(world: World, startedMs: number): (call: VolatileCall) => Json {
  const seconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
  return (call) => {
    switch (call.function) {
      case 'timestamp':
        return seconds(world.clock.now());
      case 'plantimestamp':
        return seconds(startedMs);
      case 'uuid':
        return world.entropy.uuid();
      default:
        throw new Error(`No value can be made for ${call.function}()`);
    }
  };
}
