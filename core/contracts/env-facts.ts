/** EnvFacts: what this machine can do. Part of a plan's input, so it holds nothing that changes by itself. */
import { z } from 'zod';

const versioned = z.object({ version: z.string() });

export const envFactsSchema = z
  .object({
    version: z.literal('1'),
    os: z.string().describe('As Node says it: linux, darwin, win32'),
    arch: z.string().describe('As Node says it: x64, arm64'),
    runtimes: z.record(z.string(), versioned).describe('Script runtimes found on PATH, by name'),
    engines: z.record(z.string(), versioned).describe('Container engines that answer, by name: docker, podman'),
    cpus: z.int().min(1),
    memory_bytes: z.int().min(0).describe('Total memory in bytes'),
  })
  .describe('What the machine that a plan was made for can do');

export type EnvFacts = z.output<typeof envFactsSchema>;

/**
 * Facts as far as they are known. The command line knows all of them, since it asks; the editor asks nothing, so that
 * before the first run of the command line it knows of its own process alone. What is not here is unknown, not absent.
 */
export type KnownFacts = Partial<EnvFacts> & Pick<EnvFacts, 'version' | 'os' | 'arch'>;
