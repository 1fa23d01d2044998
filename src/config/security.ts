import { setting } from './setting.js';

/** Whom to tell of a weakness. */
export const securitySettings = {
  SECURITY_CONTACT: setting({
    initial: '',
    meaning: 'Contact of /.well-known/security.txt (RFC 9116); goes with SECURITY_EXPIRES. No such file when empty.',
    expects: 'a mailto:, https: or tel: URI',
    read: (text) => (/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+?[\d-]+)$/.test(text) ? text : undefined),
  }),
  SECURITY_EXPIRES: setting({
    initial: '',
    meaning: 'Expires of security.txt: an RFC 3339 time, less than a year ahead.',
    expects: 'an RFC 3339 time, such as 2027-01-01T00:00:00Z',
    read: readTime,
  }),
} as const;

function readTime(text: string): Date | undefined {
  const isWellFormed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const time = new Date(text);
  return isWellFormed && !Number.isNaN(time.getTime()) ? time : undefined;
}
