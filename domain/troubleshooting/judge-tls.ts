import type { CauseCode } from './catalogue.ts';
import { conjunction } from './entry.ts';
import type { ConnectionFacts, TlsFact } from './facts.ts';
import { groupBy, placesOf, type Suspicion, where } from './suspicion.ts';

const soonMs = 14 * 24 * 60 * 60 * 1_000;

/** What is wrong with TLS where it was tried: one suspicion for each thing. */
export function judgeTls(facts: ConnectionFacts): Suspicion[] {
  const { results, at } = facts;
  const found = results.flatMap((fact) =>
    fact.tcp?.outcome === 'connected' && fact.tls !== undefined
      ? problemsOf(fact.tls, fact.tlsServerName, at).map((problem) => ({ fact, problem }))
      : [],
  );
  const codes = [...new Set(found.map(({ problem }) => problem.code))];
  return codes.flatMap((code) => {
    const those = found.filter(({ problem }) => problem.code === code);
    // Ports with names of their own are told apart, so that the fix names the right one.
    return groupBy(
      those.map(({ fact }) => fact),
      ({ tlsServerName }) => tlsServerName ?? '',
    ).map((alike): Suspicion => {
      const evidence = new Set(
        those
          .filter(({ fact }) => alike.includes(fact))
          .map(({ fact, problem }) => `${problem.evidence} (port ${fact.port} ${where(fact)})`),
      );
      return {
        causes: [code, ...(others[code] ?? [])],
        ...placesOf(alike),
        evidence: [...evidence],
        severity: warnings.has(code) ? 'warning' : 'error',
      };
    });
  });
}

const warnings: ReadonlySet<CauseCode> = new Set<CauseCode>(['chain_untrusted', 'certificate_expires_soon']);

/** What else it may be. */
const others: { readonly [code in CauseCode]?: readonly CauseCode[] } = {
  tls_closed: ['targets_unhealthy', 'plain_text'],
  tls_silent: ['plain_text'],
  tls_refused: ['protocol_too_old'],
};

interface Problem {
  readonly code: CauseCode;
  readonly evidence: string;
}

function problemsOf(tls: TlsFact, serverName: string | undefined, at: Date): Problem[] {
  switch (tls.outcome) {
    case 'silent':
      return [{ code: 'tls_silent', evidence: 'no byte came back' }];
    case 'not_tls':
      return [{ code: 'plain_text', evidence: 'what came back is not TLS' }];
    case 'closed':
      return [{ code: 'tls_closed', evidence: 'closed during the handshake' }];
    case 'reset':
      return [{ code: 'tls_closed', evidence: 'reset during the handshake' }];
    case 'refused':
      return [{ code: 'tls_refused', evidence: 'answered with an alert' }];
    case 'established':
      return certificateProblems(tls, serverName, at);
  }
}

function certificateProblems(tls: TlsFact, serverName: string | undefined, at: Date): Problem[] {
  const problems: Problem[] = [];
  const { protocol, names = [], notAfter, notBefore } = tls;
  if (protocol !== undefined && /^(SSLv3|TLSv1(\.1)?)$/.test(protocol))
    problems.push({ code: 'protocol_too_old', evidence: `the service chose ${protocol}` });
  if (tls.nameMatches === false) {
    const code =
      serverName !== undefined && names.some((name) => isShort(name, serverName))
        ? 'wildcard_short'
        : 'wrong_name';
    problems.push({
      code,
      evidence: `the certificate is for ${conjunction(names) || 'no name'}, expected ${serverName ?? 'another'}`,
    });
  }
  if (notAfter !== undefined) {
    const left = Date.parse(notAfter) - at.getTime();
    if (left <= 0) problems.push({ code: 'certificate_expired', evidence: `expired at ${notAfter}` });
    else if (left < soonMs)
      problems.push({ code: 'certificate_expires_soon', evidence: `expires at ${notAfter}` });
  }
  if (notBefore !== undefined && Date.parse(notBefore) > at.getTime())
    problems.push({ code: 'certificate_not_yet_valid', evidence: `valid from ${notBefore}` });
  if (tls.trusted === false)
    problems.push({ code: 'chain_untrusted', evidence: `issued by ${tls.issuer ?? 'an unknown authority'}` });
  return problems;
}

/** A wildcard of the right domain that would have to stand for another number of labels. */
function isShort(name: string, serverName: string): boolean {
  if (!name.startsWith('*.')) return false;
  const domain = name.slice(2).toLowerCase();
  const wanted = serverName.toLowerCase();
  return wanted === domain || wanted.endsWith(`.${domain}`);
}
