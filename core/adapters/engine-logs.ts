/** Output of a container. Without a terminal the engine mixes both streams, each piece behind a header of eight bytes. */
import type Docker from 'dockerode';

const headerBytes = 8;

/** The last `tail` lines of both streams. */
export async function readLogs(docker: Docker, container: string, tail: number): Promise<string> {
  const bytes: unknown = await docker.getContainer(container).logs({ follow: false, stdout: true, stderr: true, tail });
  return Buffer.isBuffer(bytes) ? unmix(bytes) : String(bytes ?? '');
}

function unmix(bytes: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const isHeader = at + headerBytes <= bytes.length && (bytes[at] ?? 3) <= 2 && bytes.readUIntBE(at + 1, 3) === 0;
    // A container with a terminal has no headers.
    if (!isHeader) return bytes.toString('utf8');
    const end = at + headerBytes + bytes.readUInt32BE(at + 4);
    pieces.push(bytes.subarray(at + headerBytes, end));
    at = end;
  }
  return Buffer.concat(pieces).toString('utf8');
}
