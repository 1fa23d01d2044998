import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Test } from 'tap';
import { findPort } from '../support/port.js';
import { type Balancer, isReady } from './balancer.js';

/** Why nginx cannot be used; false when it can. */
export const skipWithoutNginx = spawnSync('nginx', ['-v']).error === undefined ? false : 'nginx is not installed';

/** nginx in front of so many ports, whether somebody listens there yet or not. It looks at nothing: who does not answer is passed over. */
export async function openNginx(t: Test, servers: number): Promise<Balancer> {
  const ports: number[] = [];
  while (ports.length < servers) ports.push(await findPort());
  const port = await findPort();
  // The fixture of the test is that of the servers.
  const folder = mkdtempSync(join(tmpdir(), 'second-opinion-nginx-'));
  const path = join(folder, 'nginx.conf');
  writeFileSync(
    path,
    `
      daemon off;
      worker_processes 1;
      pid nginx.pid;
      error_log /dev/null;
      events { worker_connections 512; }
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ')}
        upstream nodes {
          ${ports.map((one) => `server 127.0.0.1:${one} max_fails=0;`).join('\n')}
          keepalive 64;
        }
        server {
          listen 127.0.0.1:${port};
          keepalive_requests 1000000;
          location / {
            proxy_pass http://nodes;
            proxy_max_temp_file_size 0;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
          }
        }
      }`,
  );
  const nginx = spawn('nginx', ['-p', folder, '-c', path, '-e', '/dev/null'], {
    stdio: 'ignore',
  });
  const ended = once(nginx, 'exit');
  t.teardown(async () => {
    nginx.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    port: () => ports.pop() ?? 0,
    async add(address) {
      while (!(await isReady(address)) || !(await isReady(origin))) {
        if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}.`);
        await wait(50);
      }
    },
    remove: () => undefined,
  };
}
