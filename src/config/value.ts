import { isIP } from 'node:net';

/** Reads decimal digits alone: `1e3`, `+5` and `05` are no numbers. */
export function whole(minimum: number, maximum: number) {
  return (text: string): number | undefined => {
    const value = Number(text);
    return /^(?:0|[1-9]\d*)$/.test(text) && value >= minimum && value <= maximum ? value : undefined;
  };
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return (text: string): T[number] | undefined => values.find((value) => value === text);
}

export function readHost(text: string): string | undefined {
  return isIP(text) || /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text) ? text : undefined;
}

/** Whether a text is the URL of a PostgreSQL database. */
export function isPostgres(text: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text) && new URL(text).pathname.length > 1;
}
