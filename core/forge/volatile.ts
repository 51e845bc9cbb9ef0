/** New values for the calls whose result is kept in state: made once, while the step that needs them is carried out. */
import type { Json } from '../contracts/json.ts';
import type { VolatileCall } from '../intake/model.ts';
import { freshValue } from '../language/functions/fresh.ts';
import { toPlain } from '../language/value-json.ts';
import type { World } from '../ports.ts';

/** `plantimestamp` is the beginning of the run, the others are of the moment. */
export function makeVolatile(world: World, startedMs: number): (call: VolatileCall) => Json {
  const random = (sizeBytes: number) => Buffer.from(world.entropy.hex(sizeBytes), 'hex');
  return (call) => {
    const nowMs = call.function === 'plantimestamp' ? startedMs : world.clock.now();
    const value = freshValue(call.function, call.args, { nowMs, random });
    if (value === undefined) throw new Error(`No value can be made for ${call.function}()`);
    return toPlain(value).json;
  };
}
