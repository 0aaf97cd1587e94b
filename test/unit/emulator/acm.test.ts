import { connect as connectTls } from 'node:tls';
import {
  ACMClient,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ImportCertificateCommand,
  ListCertificatesCommand,
} from '@aws-sdk/client-acm';
import { ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connected, end, PORT, type Scenario } from './data-plane/support/scenario.ts';
import { selfSigned } from './data-plane/support/self-signed.ts';
import { ask, reach } from './data-plane/support/socks-client.ts';
import { CUSTOMER } from './support/aws.ts';
import { codeOf } from './support/private-link.ts';

let scenario: Scenario;
let acm: ACMClient;

beforeEach(async () => {
  scenario = await connected();
  acm = new ACMClient({
    endpoint: scenario.aws.emulator.url,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: `AKIA0000${CUSTOMER}`, secretAccessKey: 'any' },
  });
});

afterEach(() => end(scenario));

async function imported(certificate: string, privateKey: string): Promise<string> {
  const { CertificateArn } = await acm.send(
    new ImportCertificateCommand({
      Certificate: Buffer.from(certificate),
      PrivateKey: Buffer.from(privateKey),
    }),
  );
  return CertificateArn ?? '';
}

test('a TLS listener ends TLS with an imported certificate, which cannot be deleted meanwhile', async () => {
  const pair = selfSigned('db.example');
  const CertificateArn = await imported(pair.certificate, pair.privateKey);
  const { aws, listenerArn, balancerArn, from, names } = scenario;
  await aws.elbv2(CUSTOMER).send(
    new ModifyListenerCommand({
      ListenerArn: listenerArn,
      Protocol: 'TLS',
      Certificates: [{ CertificateArn }],
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    }),
  );
  const socket = await reach({ emulator: aws.emulator, identity: from }, names[0] ?? '', PORT);
  const tls = connectTls({ socket, servername: 'db.example', ca: pair.certificate });
  expect(await ask(tls, 'secret')).toBe('secret');
  expect(tls.authorized).toBe(true);
  tls.destroy();
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(Certificate).toMatchObject({
    DomainName: 'db.example',
    Type: 'IMPORTED',
    InUseBy: [balancerArn],
  });
  expect(await codeOf(acm.send(new DeleteCertificateCommand({ CertificateArn })))).toBe(
    'ResourceInUseException',
  );
});

test('an imported certificate is listed, read back without its key, and deleted', async () => {
  const pair = selfSigned('db.example');
  const CertificateArn = await imported(pair.certificate, pair.privateKey);
  const { CertificateSummaryList } = await acm.send(new ListCertificatesCommand({}));
  expect(CertificateSummaryList).toMatchObject([{ CertificateArn, DomainName: 'db.example' }]);
  const { $metadata, ...read } = await acm.send(new GetCertificateCommand({ CertificateArn }));
  expect($metadata.httpStatusCode).toBe(200);
  expect(read).toEqual({ Certificate: pair.certificate });
  await acm.send(new DeleteCertificateCommand({ CertificateArn }));
  expect(await codeOf(acm.send(new DescribeCertificateCommand({ CertificateArn })))).toBe(
    'ResourceNotFoundException',
  );
});

test('a key that is not the certificate’s is not imported', async () => {
  await expect(
    imported(selfSigned('db.example').certificate, selfSigned('two.example').privateKey),
  ).rejects.toThrow('The private key does not match the public key of the certificate.');
});

test('a text that is no certificate is not imported', async () => {
  expect(await codeOf(imported('nothing', selfSigned('db.example').privateKey))).toBe('ValidationException');
});
