// Lints openapi/openapi.json with Redocly and Spectral; any finding fails. Neither is let near the network.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const document = 'openapi/openapi.json';
const quiet = {
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  REDOCLY_SUPPRESS_NOTIFICATIONS: 'true',
};

const linters = [
  ['@redocly/cli', 'redocly', ['lint', document, '--config', 'redocly.yaml', '--format', 'stylish']],
  [
    '@stoplight/spectral-cli',
    'spectral',
    ['lint', document, '--ruleset', '.spectral.yaml', '--fail-severity', 'hint', '--fail-on-unmatched-globs'],
  ],
];

for (const [name, command, options] of linters) {
  const manifest = require.resolve(`${name}/package.json`);
  const program = join(dirname(manifest), require(manifest).bin[command]);
  const { status } = spawnSync(process.execPath, [program, ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...quiet },
  });
  if (status !== 0) process.exitCode = 1;
}
