/**
 * One HTTP request as a probe. On `node:http`, because `fetch` refuses what a probe may need: some ports, a `Host`
 * header, a GET with a body.
 */
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import { maxTimerMs } from './clock.ts';
import { errorCode, errorText, meaningOf } from './refusal.ts';

/** What is kept of a body; the rest is not read. */
export const bodyLimitBytes = 1024 * 1024;
const redirectLimit = 10;

type HttpRequest = Extract<ProbeRequest, { kind: 'http' }>;
type HttpAnswer = Extract<ProbeAnswer, { kind: 'http' }>;

/** `timeoutMs` is for everything together, redirects and body too. Redirects go to HTTP and HTTPS alone. */
export async function askHttp(request: HttpRequest, signal?: AbortSignal): Promise<ProbeAnswer> {
  const startedMs = performance.now();
  const timeout = AbortSignal.timeout(Math.min(Math.max(Math.ceil(request.timeoutMs), 1), maxTimerMs));
  const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  let target = request.url;
  try {
    let current: Hop = {
      method: request.method.toUpperCase(),
      url: new URL(request.url),
      headers: request.headers,
      body: request.body,
    };
    for (let hops = 0; ; hops++) {
      target = `${current.url.origin}${current.url.pathname}`;
      if (current.url.protocol !== 'http:' && current.url.protocol !== 'https:') {
        return { kind: 'refused', reason: `\`${current.url.protocol}\` cannot be asked: only http and https can.` };
      }
      const answer = await send(current, stop, startedMs);
      const next = request.followRedirects ? nextHop(current, answer) : null;
      if (next === null) return answer;
      if (hops === redirectLimit)
        return { kind: 'refused', reason: `\`${request.url}\` redirects more than ${redirectLimit} times.` };
      current = next;
    }
  } catch (error) {
    if (signal?.aborted === true) return { kind: 'refused', reason: 'It was cancelled.' };
    if (timeout.aborted) return { kind: 'timed-out', afterMs: performance.now() - startedMs };
    return {
      kind: 'refused',
      reason: `\`${target}\` cannot be asked: ${meaningOf(errorCode(error)) ?? errorText(error)}.`,
    };
  }
}

interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function send(hop: Hop, signal: AbortSignal, startedMs: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = (hop.url.protocol === 'https:' ? requestHttps : requestHttp)(hop.url, {
      method: hop.method,
      headers: {
        'user-agent': 'clockwork',
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
        ...lowerCased(hop.headers),
      },
      agent: false,
      signal,
    });
    request.once('error', reject);
    request.once('response', (response) => {
      readBody(response).then((body) => {
        request.destroy();
        resolve({
          kind: 'http',
          status: response.statusCode ?? 0,
          headers: flatten(response),
          body,
          durationMs: performance.now() - startedMs,
        });
      }, reject);
    });
    request.end(hop.body);
  });
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function flatten(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes >= bodyLimitBytes) break;
  }
  return decoderFor(response.headers['content-type']).decode(Buffer.concat(chunks).subarray(0, bodyLimitBytes));
}

function decoderFor(contentType: string | undefined): InstanceType<typeof TextDecoder> {
  const charset = /charset="?([^";\s]+)/i.exec(contentType ?? '')?.[1];
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}

/** As browsers do it: 303, and 301 or 302 of a POST, become a GET without body; another origin is told no credentials. */
function nextHop(hop: Hop, answer: HttpAnswer): Hop | null {
  const location = answer.headers.location;
  if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return null;
  const url = new URL(location, hop.url);
  const toGet = (answer.status === 303 && hop.method !== 'HEAD') || (answer.status < 303 && hop.method === 'POST');
  const dropped = [
    ...(url.origin === hop.url.origin ? [] : ['authorization', 'cookie', 'host', 'proxy-authorization']),
    ...(toGet ? ['content-length', 'content-type'] : []),
  ];
  return {
    method: toGet ? 'GET' : hop.method,
    url,
    headers: Object.fromEntries(Object.entries(hop.headers).filter(([name]) => !dropped.includes(name.toLowerCase()))),
    body: toGet ? undefined : hop.body,
  };
}
