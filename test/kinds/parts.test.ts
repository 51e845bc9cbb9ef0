/** The small languages inside attributes, and what engines report of them. */
import { describe, expect, test } from 'vitest';
import { ignoreRules } from '../../core/kinds/parts/build.ts';
import { commandWords } from '../../core/kinds/parts/command.ts';
import { observedContainer } from '../../core/kinds/parts/container-observed.ts';
import { fullImageName, imageFamily, sameImageId } from '../../core/kinds/parts/images.ts';
import { offersOf } from '../../core/kinds/parts/offers.ts';
import { normalisePath } from '../../core/kinds/parts/paths.ts';
import { observedPorts } from '../../core/kinds/parts/ports.ts';
import { observedMounts } from '../../core/kinds/parts/volumes.ts';

describe('paths', () => {
  test.each([
    ['./a//b/', 'a/b'],
    ['a/../b', 'b'],
    ['../a', '../a'],
    ['a/../../b', '../b'],
    ['/a/../../b', '/b'],
    ['.', '.'],
    ['', '.'],
    ['/', '/'],
  ])('%j → %j', (path, expected) => expect(normalisePath(path)).toBe(expected));
});

describe('commands', () => {
  test.each<[string, readonly string[] | undefined]>([
    ['serve', ['serve']],
    ['  a  b\tc\n', ['a', 'b', 'c']],
    [`run "two words" 'and $HOME' x"y"z`, ['run', 'two words', 'and $HOME', 'xyz']],
    [`a\\ b "q\\"q" ''`, ['a b', 'q"q', '']],
    ['a && b', ['sh', '-c', 'a && b']],
    ['echo $HOME', ['sh', '-c', 'echo $HOME']],
    ['ls *.txt', ['sh', '-c', 'ls *.txt']],
    ['an "open quote', undefined],
    ['', []],
  ])('%j', (text, expected) => expect(commandWords(text)).toEqual(expected));
});

describe('images', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest', true],
    ['nginx:1', 'nginx:2', false],
    ['a/b:1', 'docker.io/a/b:1', true],
    ['localhost/x:1', 'x:1', true],
    ['reg.example:5000/x', 'reg.example:5000/x:latest', true],
    ['reg.example:5000/x', 'x', false],
  ])('%s and %s', (a, b, same) => expect(fullImageName(a) === fullImageName(b)).toBe(same));

  test('ids are the same with and without their prefix and shortened', () => {
    const id = 'ab'.repeat(32);
    expect(sameImageId(`sha256:${id}`, id)).toBe(true);
    expect(sameImageId(id, id.slice(0, 12))).toBe(true);
    expect(sameImageId(id, 'cd'.repeat(32))).toBe(false);
    expect(sameImageId(id, '')).toBe(false);
  });

  test('the family is the last word of the name', () => {
    expect(imageFamily('registry.example/team/postgres:16@sha256:00')).toBe('postgres');
  });
});

describe('ports that engines report', () => {
  const web = { internal: 80, external: 8080, protocol: 'tcp' } as const;
  test.each([
    ['Docker', { '80/tcp': [{ HostIp: '', HostPort: '8080' }] }],
    ['Podman', { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] }],
    [
      'IPv4 and IPv6 apart',
      {
        '80/tcp': [
          { HostIp: '0.0.0.0', HostPort: '8080' },
          { HostIp: '::', HostPort: '8080' },
        ],
      },
    ],
  ])('%s', (_, bindings) => expect(observedPorts(bindings, [web])).toEqual([web]));

  test('in the order of the question, whatever the order of the answer', () => {
    const dns = { internal: 53, external: 5353, protocol: 'udp' } as const;
    const bindings = { '53/udp': [{ HostIp: '', HostPort: '5353' }], '80/tcp': [{ HostIp: '', HostPort: '8080' }] };
    expect(observedPorts(bindings, [web, dns])).toEqual([web, dns]);
    expect(observedPorts(bindings, [dns, web])).toEqual([dns, web]);
  });

  test('another port, another address, one too many and one too few are seen', () => {
    const report = (port: string, host = '') => ({ '80/tcp': [{ HostIp: host, HostPort: port }] });
    expect(observedPorts(report('8081'), [web])).toEqual([{ ...web, external: 8081 }]);
    expect(observedPorts(report('8080', '127.0.0.1'), [web])).toEqual([{ ...web, host_ip: '127.0.0.1' }]);
    expect(observedPorts(report('8080'), [])).toEqual([web]);
    expect(observedPorts({}, [web])).toEqual([]);
    expect(observedPorts(null, [web])).toEqual([]);
  });

  test('a port that the engine chose is as it was asked for', () => {
    const any = { internal: 80, protocol: 'tcp' } as const;
    expect(observedPorts({ '80/tcp': [{ HostIp: '', HostPort: '49153' }] }, [any])).toEqual([any]);
    expect(observedPorts({ '80/tcp': [{ HostIp: '', HostPort: '' }] }, [any])).toEqual([any]);
  });
});

describe('mounts that engines report', () => {
  const data = { source: 'data', target: '/data', read_only: false };
  const site = { source: './site', target: '/srv', read_only: true };
  test('Docker and Podman alike', () => {
    expect(observedMounts(['data:/data', '/home/me/project/site:/srv:ro'], [data, site])).toEqual([data, site]);
    expect(observedMounts(['/p/site:/srv:ro,rprivate,rbind', 'data:/data:rw,nosuid,nodev'], [data, site])).toEqual([
      data,
      site,
    ]);
  });

  test('another folder, another mode and one too many are seen', () => {
    expect(observedMounts(['/p/other:/srv:ro'], [site])).toEqual([{ ...site, source: '/p/other' }]);
    expect(observedMounts(['/p/site:/srv'], [site])).toEqual([{ ...site, source: '/p/site', read_only: false }]);
    expect(observedMounts(['data:/data', 'more:/more'], [data])).toEqual([
      data,
      { source: 'more', target: '/more', read_only: false },
    ]);
    expect(observedMounts(null, [data])).toEqual([]);
  });
});

describe('a container', () => {
  const id = `sha256:${'ab'.repeat(32)}`;
  const inspect = {
    Name: '/web',
    Image: id,
    Config: {
      Image: 'docker.io/library/nginx:1',
      Env: ['PATH=/bin', 'A=1=2', 'EMPTY='],
      Labels: { own: 'x', 'clockwork.project': 'p' },
    },
    HostConfig: { RestartPolicy: { Name: '', MaximumRetryCount: 0 } },
    State: { Running: true },
    NetworkSettings: { Networks: { bridge: {} } },
  };

  test('only what was asked for is looked at', () => {
    const asked = {
      name: 'web',
      image: 'nginx:1',
      environment: { A: '1=2', EMPTY: '' },
      labels: { own: 'x' },
      restart: 'no',
      networks: [],
      state: 'running',
    };
    expect(observedContainer(inspect, { Id: id }, asked)).toEqual(asked);
    expect(observedContainer(inspect, null, { image: 'nginx:1' })).toEqual({ image: 'nginx:1' });
    expect(observedContainer(inspect, null, { image: id })).toEqual({ image: id });
  });

  test('what differs is told as it is', () => {
    const asked = {
      image: 'nginx:2',
      environment: { A: '2', B: '3' },
      labels: { own: 'y', other: 'z' },
      restart: 'always',
      networks: ['back'],
      state: 'stopped',
    };
    expect(observedContainer(inspect, { Id: id }, asked)).toEqual({
      image: 'docker.io/library/nginx:1',
      environment: { A: '1=2' },
      labels: { own: 'x' },
      restart: 'no',
      networks: ['bridge'],
      state: 'running',
    });
  });

  test('one made from an older image of the same name is not as it should be', () => {
    const newer = { Id: `sha256:${'cd'.repeat(32)}` };
    expect(observedContainer(inspect, newer, { image: 'nginx:1' })['image']).toBe(
      'nginx:1 (older: sha256:abababababab)',
    );
  });

  test('a task that ended well has done its work; one that failed, or was to go on, has not', () => {
    const ended = (policy: string, code: number) =>
      observedContainer(
        {
          HostConfig: { RestartPolicy: { Name: policy } },
          State: { Running: false, Status: 'exited', ExitCode: code },
        },
        null,
        { state: 'running' },
      );
    expect(
      [ended('no', 0), ended('on-failure', 0), ended('no', 1), ended('always', 0)].map(({ state }) => state),
    ).toEqual(['running', 'running', 'stopped', 'stopped']);
  });
});

describe('offers', () => {
  const base = {
    name: 'my-db',
    host: 'db',
    image: 'postgres:16',
    environment: {},
    ports: [{ internal: 5432, external: 15432, protocol: 'tcp' }],
    place: 'container',
    from: 'host',
  } as const;
  const url = (more: object) => offersOf('database', { ...base, ...more })['DATABASE_URL']?.value;
  test('a database’s address, as seen from there', () => {
    expect(url({})).toBe('postgres://postgres@localhost:15432/postgres');
    expect(url({ from: 'container' })).toBe('postgres://postgres@db:5432/postgres');
    expect(url({ environment: { POSTGRES_USER: 'u', POSTGRES_PASSWORD: 'p@/:', POSTGRES_DB: 'd' } })).toBe(
      'postgres://u:p%40%2F%3A@localhost:15432/d',
    );
    expect(url({ image: 'redis:7', ports: [{ internal: 6379, external: 6379, protocol: 'tcp' }] })).toBe(
      'redis://localhost:6379',
    );
    expect(url({ image: 'team/mysql', from: 'container', environment: { MYSQL_ROOT_PASSWORD: 'x' } })).toBe(
      'mysql://root:x@db:3306',
    );
    expect(url({ image: 'rabbitmq:3', from: 'container' })).toBe('amqp://guest@db:5672');
    expect(url({ image: 'mongo', from: 'container' })).toBe('mongodb://db:27017');
  });

  test('a password makes it sensitive, an unknown part makes it a hole', () => {
    const hole = { $hole: '/environment/POSTGRES_PASSWORD', why: 'sensitive' } as const;
    expect(offersOf('database', { ...base, environment: { POSTGRES_PASSWORD: hole } })).toEqual({
      DATABASE_URL: { value: { $hole: '', why: 'sensitive' }, sensitive: true },
    });
    expect(offersOf('database', base)['DATABASE_URL']?.sensitive).toBeUndefined();
  });

  test('nothing that cannot be reached is offered, nor for other roles', () => {
    expect(offersOf('database', { ...base, ports: [] })).toEqual({});
    expect(offersOf('database', { ...base, image: 'nginx' })).toEqual({});
    expect(offersOf('network', base)).toEqual({});
  });

  test('a service by its label', () => {
    expect(offersOf('service', base)).toEqual({
      MY_DB_URL: { value: 'http://localhost:15432' },
      MY_DB_HOST: { value: 'localhost' },
      MY_DB_PORT: { value: '15432' },
    });
  });
});

describe('.dockerignore', () => {
  const isIgnored = ignoreRules('# comment\n\nnode_modules\n*.log\n!keep.log\n**/tmp\n/only\ndocs/*.md\n');
  test.each([
    ['node_modules/a/b.js', true],
    ['src/node_modules/a', false],
    ['a.log', true],
    ['keep.log', false],
    ['deep/a.log', false],
    ['a/b/tmp/c', true],
    ['tmp', true],
    ['only', true],
    ['docs/a.md', true],
    ['docs/a/b.md', false],
    ['# comment', false],
  ])('%s: %s', (path, expected) => expect(isIgnored(path)).toBe(expected));
});
