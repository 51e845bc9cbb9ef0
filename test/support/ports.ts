/** Ports of loopback for tests: the examples' own may be taken by a person who is trying them. */
import { once } from 'node:events';
import net from 'node:net';

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
