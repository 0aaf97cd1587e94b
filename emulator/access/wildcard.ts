/** `*` for any text, `?` for one character, nothing else is special: the wildcards of policies. */
export function matchesWildcard(
  pattern: string,
  text: string,
  options: { ignoreCase?: boolean } = {},
): boolean {
  const [p, t] = options.ignoreCase ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  // Greedy with one step back, so that hostile patterns cost no more than the product of the lengths.
  let pi = 0;
  let ti = 0;
  let star = -1;
  let mark = 0;
  while (ti < t.length) {
    if (p[pi] === '*') {
      star = pi++;
      mark = ti;
    } else if (pi < p.length && (p[pi] === '?' || p[pi] === t[ti])) {
      pi++;
      ti++;
    } else if (star !== -1) {
      pi = star + 1;
      ti = ++mark;
    } else return false;
  }
  while (p[pi] === '*') pi++;
  return pi === p.length;
}

/** Wildcards in an ARN stay within their colon-separated part; the last part, the resource, may have colons. */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const patterns = splitArn(pattern);
  const parts = splitArn(arn);
  if (patterns.length !== parts.length) return false;
  return patterns.every((part, index) => matchesWildcard(part, parts[index] ?? ''));
}

function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
