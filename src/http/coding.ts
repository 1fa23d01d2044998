export type Coding = 'br' | 'gzip' | 'identity';

/** Ours, best first: what breaks a tie between codings that the client likes as much. */
const codings: readonly Coding[] = ['br', 'gzip', 'identity'];

/** The codings that the client takes, best first (RFC 9110 §12.5.3); empty when it refuses all. */
export function listAcceptedCodings(header: string | undefined): readonly Coding[] {
  if (header === undefined) return ['identity'];
  const weights = readWeights(header);
  const any = weights.get('*');
  const weigh = (coding: Coding): number => {
    const own = weights.get(coding) ?? (coding === 'gzip' ? weights.get('x-gzip') : undefined);
    if (own !== undefined) return own;
    // Not named, the identity is acceptable, but anything named is better.
    return coding === 'identity' ? (any === 0 ? 0 : 0.0001) : (any ?? 0);
  };
  return codings.filter((coding) => weigh(coding) > 0).sort((a, b) => weigh(b) - weigh(a));
}

function readWeights(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
    const isWeight = weight === undefined || /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight);
    if (name !== '' && isWeight && !weights.has(name)) weights.set(name, weight === undefined ? 1 : Number(weight));
  }
  return weights;
}
