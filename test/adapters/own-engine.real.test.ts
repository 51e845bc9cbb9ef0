/** The engine that tests start for themselves: it leaves nothing of its networks on the machine. */
import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tryDocker } from '../support/docker.ts';
import { request } from '../support/docker-api.ts';
import { describeReal } from '../support/real.ts';

/** `br-` and the first characters of the network's id is how the engine names a bridge. */
function bridges(): readonly string[] {
  const links = execFileSync('ip', ['-o', 'link', 'show', 'type', 'bridge'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
  return links.split('\n').flatMap((line) => /^\d+: ([^:@]+)/.exec(line)?.[1] ?? []);
}

describeReal('docker', 'an engine of our own', () => {
  test('takes the bridges of its networks along when it ends', async ({ skip }) => {
    vi.stubEnv('CLOCKWORK_TEST_ENGINE', 'own');
    const { answer, stop } = await tryDocker();
    vi.unstubAllEnvs();
    if (answer.kind === 'none') return skip(answer.reason);
    onTestFinished(stop);
    const body = new TextEncoder().encode(JSON.stringify({ Name: 'left-behind' }));
    const made = await request(answer.socketPath, 'POST', '/networks/create', body, 'application/json');
    const { Id } = JSON.parse(made.body) as { readonly Id: string };
    const bridge = `br-${Id.slice(0, 12)}`;
    expect(bridges()).toContain(bridge);
    await stop();
    expect(bridges()).not.toContain(bridge);
  }, 60_000);
});
