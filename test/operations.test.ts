import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { parse } from 'yaml';
import { commands } from '../src/cli/commands.js';
import { cdnProfiles } from '../src/config/serving.js';
import { settings } from '../src/config.js';
import { toCacheHeaders } from '../src/http/caching.js';

const at = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const read = (name: string) => readFileSync(at(name), 'utf8');
const page = read('docs/operations.md');
const isSetting = (name: string) => Object.hasOwn(settings, name);

t.test('compose.yaml can be read, and gives the service settings that there are', async (t) => {
  const { services, volumes, configs } = parse(read('compose.yaml'));
  const own = Object.entries<Record<string, unknown>>(services).filter(([, service]) => service.build !== undefined);
  t.same(own.map(([name]) => name).sort(), ['node', 'single']);
  for (const [name, { environment }] of own) {
    for (const setting of Object.keys(environment ?? {})) t.ok(isSetting(setting), `${name}: ${setting}`);
  }
  const used = JSON.stringify(services);
  for (const name of [...Object.keys(volumes), ...Object.keys(configs)]) t.ok(used.includes(name), `${name} is used`);
});

t.test('compose.yaml has a standby that the nodes read, with scripts that a shell can read', async (t) => {
  const { services, configs } = parse(read('compose.yaml'));
  const { DATABASE_URL, DATABASE_REPLICA_URL } = services.node.environment;
  const hostOf = (url: string) => new URL(url.replaceAll(/\$\{[^}]*\}/g, 'secret')).hostname;
  t.same([hostOf(DATABASE_URL), hostOf(DATABASE_REPLICA_URL)], ['database', 'standby']);
  t.equal(services.standby.image, services.database.image, 'a standby is of the release of its primary');
  t.equal(services.standby.environment.PGHOST, 'database');
  for (const name of ['replication', 'standby']) {
    const script = configs[name].content.replaceAll('$$', '$');
    const { status, stderr } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
    t.same([status, stderr], [0, ''], name);
  }
});

t.test('the operations page names settings, commands and metrics that there are', async (t) => {
  const text = page.replace(/```yaml[\s\S]*?```/g, '');
  for (const [, name = ''] of text.matchAll(/`([A-Z][A-Z_]{4,})(?:=[^`]*)?`/g)) t.ok(isSetting(name), name);
  const names = commands.map(([usage]) => usage.split(' ')[0]);
  for (const [, name = ''] of text.matchAll(/second-opinion ([a-z]+)\b(?= |`)/g)) t.ok(names.includes(name), name);
  const metrics = read('src/metrics/metrics.ts');
  for (const [name] of text.matchAll(/second_opinion_\w+_total/g)) t.ok(metrics.includes(name), name);
  for (const [, script = ''] of text.matchAll(/npm run ([a-z:]+)/g))
    t.ok(JSON.parse(read('package.json')).scripts[script], script);
  for (const [, target = ''] of page.matchAll(/\]\(([^)#]+)\)/g)) t.ok(existsSync(at(`docs/${target}`)), target);
});

t.test('the example for Kubernetes can be read, and asks for what the service answers', async (t) => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { initContainers, containers, terminationGracePeriodSeconds } = parse(example).spec.template.spec;
  const [api] = containers;
  t.same([initContainers[0].args, api.args], [['migrate'], ['serve']]);
  for (const { name, value } of api.env)
    t.ok(isSetting(name) && Reflect.get(settings, name).read(value) !== undefined, name);
  const drain = Number(api.env.find(({ name }: { name: string }) => name === 'DRAIN_SECONDS').value);
  const { periodSeconds, failureThreshold, httpGet } = api.readinessProbe;
  t.ok(drain > periodSeconds * failureThreshold && drain < terminationGracePeriodSeconds);
  t.same([httpGet.path, api.livenessProbe.httpGet.path], ['/readyz', '/livez']);
});

t.test('the headers of each delivery network are those that it is sent', async (t) => {
  for (const profile of cdnProfiles.filter((one) => one !== 'none')) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${profile}\` |`)) ?? '';
    const named = [...row.matchAll(/`([A-Z][A-Za-z-]+)`/g)].map(([, name = '']) => name.toLowerCase());
    const sent = toCacheHeaders(profile, 'detail', false, [{ type: 'topic', id: 'a' }]);
    t.same(
      named.sort(),
      Object.keys(sent)
        .filter((name) => name !== 'cache-control')
        .sort(),
      profile,
    );
  }
});
