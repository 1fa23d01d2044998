import search from 'approx-string-match';

/** The candidate that a misspelt word most likely meant; undefined when none is near. */
export function nearestOf(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase(), limit);
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  return best?.candidate;
}

function distanceOf(word: string, candidate: string, limit: number): number {
  if (word === '' || word.length > 200) return Number.POSITIVE_INFINITY;
  // The search finds the word inside the candidate; what the match leaves over of the candidate counts as well.
  const distances = search(candidate, word, limit).map(
    (match) => match.errors + candidate.length - (match.end - match.start),
  );
  return Math.min(...distances, Number.POSITIVE_INFINITY);
}
