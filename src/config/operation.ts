import { setting } from './setting.js';
import { oneOf, readHost, whole } from './value.js';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** How it ends, what it tells of itself, and what memory it takes. */
export const operationSettings = {
  DRAIN_SECONDS: setting({
    initial: '5',
    meaning: 'How long to go on serving after SIGTERM while /readyz already answers 503.',
    expects: 'a whole number from 0 to 300',
    read: whole(0, 300),
  }),
  METRICS_PORT: setting({
    initial: '',
    meaning: 'The port of GET /metrics, for Prometheus; 0 picks a free one. No metrics when empty.',
    expects: 'a whole number from 0 to 65535',
    read: whole(0, 65_535),
  }),
  METRICS_HOST: setting({
    initial: '127.0.0.1',
    meaning: 'The address that /metrics listens on: one that readers cannot reach.',
    expects: 'a host name or an IP address',
    read: readHost,
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    initial: '',
    meaning: 'Where to send traces: the base of an OTLP/HTTP endpoint. No traces when empty.',
    expects: 'an http or https URL, such as http://127.0.0.1:4318',
    read: (text) => (/^https?:/.test(text) && URL.canParse(text) ? text : undefined),
  }),
  LOG_LEVEL: setting({
    initial: 'info',
    meaning: 'How much to log: fatal, error, warn, info, debug, trace or silent.',
    expects: `one of ${logLevels.join(', ')}`,
    read: oneOf(logLevels),
  }),
  CACHE_BYTES: setting({
    initial: '67108864',
    meaning: 'How much memory the finished answers may take in each process, in bytes; 0 keeps none.',
    expects: 'a whole number from 0 to 1099511627776',
    read: whole(0, 2 ** 40),
  }),
} as const;
