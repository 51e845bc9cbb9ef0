/** The engine that other suites stand on: it starts containers of the test images and publishes their ports. */
import http from 'node:http';
import net from 'node:net';
import Docker from 'dockerode';
import { expect, onTestFinished, test } from 'vitest';
import { describeReal, dockerSocket } from '../support/real.ts';

/** The machine may be busy with other suites. */
const patience = { timeout: 15_000, interval: 50 };

describeReal('docker', 'test engine', () => {
  test('serves HTTP from a container on a published port of loopback', async () => {
    const port = await startContainer('nginx:1.25-alpine', 80);
    await expect.poll(() => httpStatus(port), patience).toBe(200);
  });

  test('answers on the port of another image', async () => {
    const port = await startContainer('redis:7-alpine', 6379);
    await expect.poll(() => firstLine(port, 'PING\r\n'), patience).toBe('+PONG');
  });
});

async function startContainer(image: string, containerPort: number): Promise<number> {
  const docker = new Docker({ socketPath: dockerSocket() });
  const key = `${containerPort}/tcp`;
  const container = await docker.createContainer({
    Image: image,
    ExposedPorts: { [key]: {} },
    HostConfig: { PortBindings: { [key]: [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  });
  onTestFinished(async () => {
    await container.remove({ force: true });
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  return Number(NetworkSettings.Ports[key]?.[0]?.HostPort);
}

function httpStatus(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sent = http.get({ host: '127.0.0.1', port, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', () => resolve(undefined));
  });
}

function firstLine(port: number, message: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(message));
    socket.once('data', (data) => {
      resolve(data.toString('utf8').trim());
      socket.destroy();
    });
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
  });
}
