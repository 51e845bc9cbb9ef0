#!/usr/bin/env node
// Starts the bundle that the first argument asks for: `lsp` is the language server, everything else the command line.
// Plain JavaScript for any Node >= 18, because it is the file that has to say which Node is needed.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const bundle = path.join(root, 'dist', process.argv[2] === 'lsp' ? 'server' : 'cli', 'main.js');

if (isOld(process.versions.node)) {
  const node = checkoutNode();
  if (node === undefined) {
    fail(`Clockwork needs Node 22.13 or newer; this is Node ${process.versions.node} (${process.execPath}).`);
  }
  runIn(node);
} else if (!fs.existsSync(bundle)) {
  fail(`Clockwork is not built here yet: run \`npm start\` in ${root} once.`);
} else {
  import(require('node:url').pathToFileURL(bundle).href).catch((error) => {
    console.error(error);
    process.exitCode = 70;
  });
}

function isOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 13);
}

// The Node that the checkout's set-up tried and wrote down. An installed package has none.
function checkoutNode() {
  try {
    const node = fs.readFileSync(path.join(root, 'node_modules', '.clockwork-node'), 'utf8').trim();
    fs.accessSync(node, fs.constants.X_OK);
    return node === process.execPath ? undefined : node;
  } catch {
    return undefined;
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

// Only reached by `node bin/clockwork` under an old Node. A terminal sends Ctrl-C to both processes, so it is passed on
// only where there is no terminal; this process waits for the other in any case, which may have to clean up.
function runIn(node) {
  const child = require('node:child_process').spawn(node, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGCONT']) {
    const fromTerminal = hasTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT');
    process.on(signal, () => fromTerminal || child.kill(signal));
  }
  child.on('error', (error) => fail(`Clockwork could not start ${node}: ${error.message}.`));
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? code : 128 + require('node:os').constants.signals[signal]);
  });
}
