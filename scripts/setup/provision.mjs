// Installs the Debian packages that the suites with real components need. Only `npm test` does this.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** One row a package: what shows that it is there (a file, any one of them), and what needs it. */
export const debianPackages = [
  {
    name: 'docker.io',
    shownBy: ['/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd'],
    why: 'containers',
  },
  { name: 'iproute2', shownBy: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'], why: "a bridge of the test engine's own" },
  { name: 'iptables', shownBy: ['/usr/sbin/iptables', '/sbin/iptables'], why: 'name service in container networks' },
  { name: 'busybox-static', shownBy: ['/usr/share/doc/busybox-static'], why: 'what the test images hold' },
  { name: 'git', shownBy: ['/usr/bin/git', '/usr/local/bin/git'], why: 'the kind `git_repo`' },
  { name: 'curl', shownBy: ['/usr/bin/curl', '/usr/local/bin/curl'], why: 'the walk through the first project' },
  { name: 'jq', shownBy: ['/usr/bin/jq', '/usr/local/bin/jq'], why: 'a script of the page on CI' },
  { name: 'openssh-server', shownBy: ['/usr/sbin/sshd'], why: 'git over SSH on loopback' },
  { name: 'openssh-client', shownBy: ['/usr/bin/ssh'], why: 'git over SSH on loopback' },
  { name: 'shellcheck', shownBy: ['/usr/bin/shellcheck', '/usr/local/bin/shellcheck'], why: 'the scripts we generate' },
  {
    name: 'strace',
    shownBy: ['/usr/bin/strace', '/usr/local/bin/strace'],
    why: 'the calls that the language server makes',
  },
  { name: 'neovim', shownBy: ['/usr/bin/nvim', '/usr/local/bin/nvim'], why: 'a real editor on the language server' },
  {
    name: 'emacs-nox',
    shownBy: ['/usr/bin/emacs', '/usr/local/bin/emacs'],
    why: 'a real editor on the language server',
  },
  { name: 'elpa-eglot', shownBy: ['/usr/share/doc/elpa-eglot'], why: 'the language client of that Emacs' },
  { name: 'golang-go', shownBy: ['/usr/bin/go', '/usr/local/go/bin/go'], why: 'the oracle of the expression language' },
  {
    name: 'golang-github-hashicorp-hcl-v2-dev',
    shownBy: ['/usr/share/gocode/src/github.com/hashicorp/hcl/v2'],
    why: 'the oracle of the expression language',
  },
  {
    name: 'golang-github-zclconf-go-cty-dev',
    shownBy: ['/usr/share/gocode/src/github.com/zclconf/go-cty'],
    why: 'the oracle of the expression language',
  },
];

/**
 * Installs the packages of the table that are missing, as root on Debian; elsewhere, and with CLOCKWORK_NO_PROVISION=1,
 * says in one line what is missing and goes on: the suites that need it are skipped with their reason.
 */
export function provision({ env = process.env, say = console.error } = {}) {
  const missing = debianPackages.filter((row) => !row.shownBy.some((file) => fs.existsSync(file)));
  if (missing.length === 0) return;
  const names = missing.map((row) => row.name);
  const obstacle = obstacleTo(env);
  if (obstacle !== undefined) {
    say(`Not installing ${names.join(' ')} (${obstacle}): the suites that need them are skipped.`);
    return;
  }
  say(
    `Installing Debian packages for the real-component suites: ${names.join(' ')} (CLOCKWORK_NO_PROVISION=1 opts out) …`,
  );
  withoutStartingServices(() => {
    if (install(names)) return;
    // The package lists of a fresh machine are missing or old.
    apt(['update', '-qq']);
    if (!install(names)) say('apt-get failed; what it printed above says why. The suites that need these are skipped.');
  });
}

function obstacleTo(env) {
  if (env.CLOCKWORK_NO_PROVISION === '1') return 'CLOCKWORK_NO_PROVISION=1';
  if (!fs.existsSync('/etc/debian_version')) return 'this is not Debian';
  if (process.getuid?.() !== 0) return 'not root';
  return undefined;
}

function install(names) {
  return apt(['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', ...names]);
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env }).status === 0;
}

// A package that brings a daemon (sshd, dockerd) starts it on installation, unless this file of Debian's says no.
function withoutStartingServices(work) {
  const file = '/usr/sbin/policy-rc.d';
  if (fs.existsSync(file)) return work();
  fs.writeFileSync(file, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    fs.rmSync(file);
  }
}
