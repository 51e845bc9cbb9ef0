/** The few requests to an engine's HTTP API that set-up needs, without a client library. */
import http from 'node:http';

export interface DockerResponse {
  readonly status: number;
  readonly body: string;
}

/** Sends one request over the socket and reads the whole answer. Rejects when nothing listens there. */
export function request(
  socketPath: string,
  method: string,
  url: string,
  body?: Uint8Array,
  type = 'application/x-tar',
): Promise<DockerResponse> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': type, 'Content-Length': body.length };
    const sent = http.request({ socketPath, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Whether an engine answers its ping on this socket. */
export async function isAnswering(socketPath: string): Promise<boolean> {
  try {
    return (await request(socketPath, 'GET', '/_ping')).status === 200;
  } catch {
    return false;
  }
}
