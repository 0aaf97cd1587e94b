import { entry, type FixContext, forEachPort, portInputs } from './entry.ts';

const name = (context: FixContext) => context.serverName ?? '<name in the certificate>';

/** A certificate on a listener that terminates TLS; targets that speak TLS themselves carry their own. */
function certificate(context: FixContext, text: string) {
  return {
    text: `${text} Where the targets speak TLS themselves (a TCP port), replace it there.`,
    command: forEachPort(
      context,
      () =>
        `aws elbv2 modify-listener --region ${context.serviceRegion} --listener-arn '<listener>' --certificates CertificateArn='<valid certificate for ${name(context)}>'`,
    ),
    moduleInput: portInputs(context, () => [
      'protocol = "TLS"',
      `tls_server_name = "${name(context)}"`,
      `certificate_arn = "<valid certificate for ${name(context)}>"`,
    ]),
  };
}

/** What can be wrong once the connection is open and TLS begins. */
export const tlsCauses = {
  plain_text: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The service answers on a TLS port without TLS.',
    explanation:
      'The listener is TCP and the service speaks in the clear, although the port was declared as TLS.',
    fix: (context) => ({
      text: `Make the listener terminate TLS with a certificate for ${name(context)}; or, if the service is meant to be in the clear, have the connection's port declared as TCP (PATCH /v1/connections/${context.connectionId}).`,
      command: forEachPort(
        context,
        ({ port }) =>
          `aws elbv2 modify-listener --region ${context.serviceRegion} --listener-arn '<listener>' --protocol TLS --port ${port} --certificates CertificateArn='<certificate for ${name(context)}>'`,
      ),
      moduleInput: portInputs(context, () => [
        'protocol = "TLS"',
        `tls_server_name = "${name(context)}"`,
        `certificate_arn = "<certificate for ${name(context)}>"`,
        'target_protocol = "TCP"',
      ]),
    }),
  }),
  wrong_name: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The certificate does not carry the expected name.',
    explanation:
      'Clients check the name in the certificate against the one that was declared as tlsServerName, and hang up.',
    fix: (context) =>
      certificate(
        context,
        `Use a certificate for ${name(context)}, or have tlsServerName declared as the certificate has it.`,
      ),
  }),
  wildcard_short: entry({
    step: 'tls',
    actor: 'customer',
    message:
      'The certificate has a wildcard that does not reach the expected name: `*` stands for exactly one label.',
    explanation:
      '`*.example.com` covers `db.example.com`, and neither `example.com` nor `eu.db.example.com`.',
    fix: (context) =>
      certificate(
        context,
        `Use a certificate for ${name(context)} itself, or with a wildcard at its own level.`,
      ),
  }),
  certificate_expired: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The certificate has expired.',
    explanation: 'Clients refuse it from that moment on.',
    fix: (context) => certificate(context, 'Replace the certificate by one that is valid.'),
  }),
  certificate_not_yet_valid: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The certificate is not valid yet.',
    explanation:
      'Its period begins in the future: it was installed too early, or the clock of its issuer is wrong.',
    fix: (context) => certificate(context, 'Use a certificate that is valid now.'),
  }),
  certificate_expires_soon: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The certificate expires within two weeks.',
    explanation:
      'Nothing fails yet. Certificates of AWS Certificate Manager renew themselves unless their validation record is gone.',
    fix: (context) => certificate(context, 'Replace the certificate before it expires.'),
  }),
  chain_untrusted: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The certificate does not come from a public authority, or its chain is not sent whole.',
    explanation:
      'Usual for private authorities: connectors then need that authority. With a public one it means that the intermediate certificate is missing.',
    fix: (context) =>
      certificate(
        context,
        'Give Tray the certificate of your authority for the connector; with a public authority, install the whole chain.',
      ),
  }),
  protocol_too_old: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The service speaks no version of TLS that is still in use: 1.2 is the oldest.',
    explanation: 'TLS 1.0 and 1.1 are refused by current clients.',
    fix: (context) => ({
      text: 'Give the listener a current security policy; where the targets speak TLS themselves, turn on TLS 1.2 or 1.3 there.',
      command: forEachPort(
        context,
        () =>
          `aws elbv2 modify-listener --region ${context.serviceRegion} --listener-arn '<listener>' --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06`,
      ),
      moduleInput: portInputs(context, () => ['ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"']),
    }),
  }),
  tls_silent: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The service takes the connection and says nothing to the TLS greeting.',
    explanation:
      'It waits for something else: it speaks no TLS (or only after a STARTTLS of its own), waits for a PROXY protocol header, or hangs.',
    fix: (context) => ({
      text: `Check that the service speaks TLS from the first byte, and that proxy_protocol_v2 is on exactly where it expects the header; or have the port declared as TCP without tlsServerName (PATCH /v1/connections/${context.connectionId}).`,
      moduleInput: portInputs(context, () => [
        'proxy_protocol_v2 = <true where the service expects the header>',
      ]),
    }),
  }),
  tls_closed: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The connection ends in the middle of the TLS handshake.',
    explanation:
      'A TLS listener whose targets cannot be reached ends it this way, and so does one without a usable certificate, or a service that speaks no TLS.',
    fix: (context) => ({
      text: 'Check the health of the targets, then the certificate of the listener, then that the targets speak what the target group says (TLS or TCP).',
      command: `aws elbv2 describe-target-health --region ${context.serviceRegion} --target-group-arn '<target group>'`,
      moduleInput: portInputs(context, () => ['target_protocol = "<TLS or TCP, as the targets speak>"']),
    }),
  }),
  tls_refused: entry({
    step: 'tls',
    actor: 'customer',
    message: 'The service refuses the TLS handshake.',
    explanation:
      'No version or cipher in common, or it knows no certificate for the name that it is asked for.',
    fix: (context) =>
      certificate(context, `Use a current security policy, and a certificate for ${name(context)}.`),
  }),
} as const;
