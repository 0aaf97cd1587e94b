/**
 * Domains that no connection may answer for in a network, whoever asks: a private zone of that name would send to one
 * customer's service what was meant for somebody else.
 */
export interface ReservedDomain {
  /** In lower case, without a dot at its end. */
  readonly domain: string;
  /** Completes "… is in <domain>, ". */
  readonly why: string;
}

const aws = "AWS's own";
/**
 * AWS answers for its services under these names, and endpoints of AWS services in the network make private zones in them:
 * `sqs.eu-west-1.amazonaws.com`, `*.s3.eu-west-1.amazonaws.com`, `*.vpce.amazonaws.com`, `ec2.eu-west-1.api.aws`. All of them
 * are refused, not only those of today's services and regions. Sources:
 * - DNS suffixes of the partitions: https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 * - private DNS names: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * - names that the VPC's resolver answers: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
const awsDomains = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  // A top-level domain of Amazon's: api.aws, on.aws, sagemaker.aws.
  'aws',
  'aws.amazon.com',
  'amazonaws.cn',
  'amazonaws-us-gov.com',
  'amazonwebservices.com.cn',
  'amazonwebservices.eu',
  'awsapps.com',
  'awsapps.cn',
  'awsapprunner.com',
  'awsstatic.com',
  'cloudfront.net',
  'aws.ic.gov',
  'c2s.ic.gov',
  'hci.ic.gov',
  'sc2s.sgov.gov',
  'aws.scloud',
  'adc-e.uk',
].map((domain) => ({ domain, why: aws }));

const machine = 'which leads to the machine itself or to the link that it is on';
/**
 * Names that mean something to resolvers other than what a private zone says.
 * Source: https://www.iana.org/assignments/special-use-domain-names/special-use-domain-names.xhtml
 * `example` and `test` are on that list, too, but are looked up like any other name.
 */
const specialDomains: readonly ReservedDomain[] = [
  ...['localhost', 'localdomain', 'localhost6', 'localdomain6', 'localdomain4'].map((domain) => ({
    domain,
    why: machine,
  })),
  // Resolvers ask the link by multicast, not the VPC's DNS (RFC 6762): one connector would find the name, the next would not.
  { domain: 'local', why: machine },
  { domain: 'arpa', why: 'which holds addresses and the infrastructure of DNS' },
  { domain: 'invalid', why: 'which never resolves (RFC 6761)' },
  { domain: 'onion', why: 'which is not looked up in DNS (RFC 7686)' },
  { domain: 'alt', why: 'which is not looked up in DNS (RFC 9476)' },
  // Names of hosts and metadata services, which instances and containers trust.
  { domain: 'ec2.internal', why: aws },
  { domain: 'compute.internal', why: aws },
  { domain: 'google.internal', why: "Google Cloud's own" },
  { domain: 'docker.internal', why: machine },
  { domain: 'containers.internal', why: machine },
];

/** Public services that answer with the address that the name itself spells, or with the machine that asks. */
const rebindingDomains = [
  'nip.io',
  'sslip.io',
  'xip.io',
  'xip.name',
  'traefik.me',
  'local.gd',
  'localtest.me',
  'lvh.me',
  'vcap.me',
  'lacolhost.com',
  'localho.st',
  'backname.io',
  'ip6.name',
  'rbndr.us',
  '1u.ms',
  'nip.direct',
].map((domain) => ({ domain, why: 'whose names resolve to any address that they spell' }));

export const reservedDomains: readonly ReservedDomain[] = [
  ...awsDomains,
  ...specialDomains,
  ...rebindingDomains,
];
