// Serves the files of one folder on $PORT of this machine.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const folder = process.argv[2];
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.json': 'application/json' };

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const name = normalize(decodeURIComponent(pathname)).replace(/\/$/, '/index.html');
  const file = createReadStream(join(folder, name));
  file.on('open', () => {
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' });
    file.pipe(response);
  });
  file.on('error', () => response.writeHead(404).end('Not found\n'));
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`Serving ${folder} on port ${process.env.PORT}`));
