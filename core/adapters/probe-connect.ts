/**
 * Whether something listens on a port. UDP has no handshake: a closed port answers with an ICMP error, an
 * open one need not answer at all. What counts as connected is therefore an answer or, on this machine, a
 * bound socket in the kernel's table; silence is reported as time-out.
 */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import { errorCode, errorText, meaningOf } from './refusal.ts';

type ConnectRequest = Extract<ProbeRequest, { kind: 'connect' }>;

export async function askConnect(request: ConnectRequest, signal?: AbortSignal): Promise<ProbeAnswer> {
  const startedMs = performance.now();
  const timeout = AbortSignal.timeout(Math.max(Math.ceil(request.timeoutMs), 1));
  const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  try {
    if (request.protocol === 'tcp') await connectTcp(request, stop);
    else await connectUdp(request, stop);
    return { kind: 'connected', durationMs: performance.now() - startedMs };
  } catch (error) {
    if (signal?.aborted === true) return { kind: 'refused', reason: 'It was cancelled.' };
    if (timeout.aborted) return { kind: 'timed-out', afterMs: performance.now() - startedMs };
    const place = `${isIPv6(request.host) ? `[${request.host}]` : request.host}:${request.port}/${request.protocol}`;
    return {
      kind: 'refused',
      reason: `No connection to \`${place}\`: ${meaningOf(errorCode(error)) ?? errorText(error)}.`,
    };
  }
}

function connectTcp(request: ConnectRequest, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: request.host, port: request.port });
    const end = (error?: unknown) => {
      signal.removeEventListener('abort', end);
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.once('connect', () => end());
    socket.once('error', end);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** How long a closed port on this machine may take to say so. */
const refusalWaitMs = 100;

async function connectUdp(request: ConnectRequest, signal: AbortSignal): Promise<void> {
  const { address, family } = await lookup(request.host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('message', () => resolve());
      signal.addEventListener('abort', reject, { once: true });
      socket.connect(request.port, address, () => socket.send(Buffer.alloc(0)));
      if (isOwnAddress(address)) setTimeout(() => boundLocally(address, request.port) && resolve(), refusalWaitMs);
    });
  } finally {
    socket.close();
  }
}

function isOwnAddress(address: string): boolean {
  if (address.startsWith('127.')) return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === address) === true);
}

/** Looks the port up among the unconnected UDP sockets of this network namespace. */
function boundLocally(address: string, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/udp', '/proc/net/udp6'].some((table) => {
    try {
      return readFileSync(table, 'latin1')
        .split('\n')
        .slice(1)
        .some((line) => {
          const [, local, remote] = line.trim().split(/\s+/);
          if (local === undefined || remote?.endsWith(':0000') !== true) return false;
          const [host = '', localPort] = local.split(':');
          return localPort === wanted && (/^0+$/.test(host) || host === tableForm(address));
        });
    } catch {
      return false;
    }
  });
}

/** IPv4 as the kernel prints it: one number in the machine's byte order. */
function tableForm(address: string): string {
  if (address === '::1') return '00000000000000000000000001000000';
  return address
    .split('.')
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
    .reverse()
    .join('');
}
