/**
 * The Route 53 hosted zones in which AWS keeps the names of network and application load balancers, per region.
 * https://docs.aws.amazon.com/general/latest/gr/elb.html
 */
interface ZonePair {
  readonly network: string;
  readonly application: string;
}

const zones: Readonly<Record<string, ZonePair>> = {
  'af-south-1': { network: 'Z203XCE67M25HM', application: 'Z268VQBMOI5EKX' },
  'ap-east-1': { network: 'Z12Y7K3UBGUAD1', application: 'Z3DQVH9N71FHZ0' },
  'ap-northeast-1': { network: 'Z31USIVHYNEOWT', application: 'Z14GRHDCWA56QT' },
  'ap-northeast-2': { network: 'ZIBE1TIR4HY56', application: 'ZWKZPGTI48KDX' },
  'ap-northeast-3': { network: 'Z1GWIQ4HH19I5X', application: 'Z5LXEXXYW11ES' },
  'ap-south-1': { network: 'ZVDDRBQ08TROA', application: 'ZP97RAFLXTNZK' },
  'ap-south-2': { network: 'Z0711778386UTO08407HT', application: 'Z0173938T07WNTVAEPZN' },
  'ap-southeast-1': { network: 'ZKVM4W9LS7TM', application: 'Z1LMS91P8CMLE5' },
  'ap-southeast-2': { network: 'ZCT6FZBF4DROD', application: 'Z1GM3OXH4ZPM65' },
  'ap-southeast-4': { network: 'Z01156963G8MIIL7X90IV', application: 'Z09517862IB2WZLPXG76F' },
  'ap-southeast-3': { network: 'Z01971771FYVNCOVWJU1G', application: 'Z08888821HLRG5A9ZRTER' },
  'ca-central-1': { network: 'Z2EPGBW3API2WT', application: 'ZQSVJUPU6J1EY' },
  'ca-west-1': { network: 'Z02754302KBB00W2LKWZ9', application: 'Z06473681N0SF6OS049SD' },
  'cn-north-1': { network: 'Z3QFB96KMJ7ED6', application: 'Z1GDH35T77C1KE' },
  'cn-northwest-1': { network: 'ZQEIKTCZ8352D', application: 'ZM7IZAIOVVDZF' },
  'eu-central-1': { network: 'Z3F0SRJ5LGBH90', application: 'Z215JYRZR1TBD5' },
  'eu-central-2': { network: 'Z02239872DOALSIDCX66S', application: 'Z06391101F2ZOEP8P5EB3' },
  'eu-north-1': { network: 'Z1UDT6IFJ4EJM', application: 'Z23TAZ6LKFMNIO' },
  'eu-south-1': { network: 'Z23146JA1KNAFP', application: 'Z3ULH7SSC9OV64' },
  'eu-south-2': { network: 'Z1011216NVTVYADP1SSV', application: 'Z0956581394HF5D5LXGAP' },
  'eu-west-1': { network: 'Z2IFOLAFXWLO4F', application: 'Z32O12XQLNTSW2' },
  'eu-west-2': { network: 'ZD4D7Y8KGAS4G', application: 'ZHURV8PSTC4K8' },
  'eu-west-3': { network: 'Z1CMS0P5QUZ6D5', application: 'Z3Q77PNBQS71R4' },
  'il-central-1': { network: 'Z0313266YDI6ZRHTGQY4', application: 'Z09170902867EHPV2DABU' },
  'me-central-1': { network: 'Z00282643NTTLPANJJG2P', application: 'Z08230872XQRWHG2XF6I' },
  'me-south-1': { network: 'Z3QSRYVP46NYYV', application: 'ZS929ML54UICD' },
  'sa-east-1': { network: 'ZTK26PT1VY4CU', application: 'Z2P70J7HTTTPLU' },
  'us-east-1': { network: 'Z26RNL4JYFTOTI', application: 'Z35SXDOTRQ7X7K' },
  'us-east-2': { network: 'ZLMOA37VPKANP', application: 'Z3AADJGX6KTTL2' },
  'us-gov-east-1': { network: 'Z1ZSMQQ6Q24QQ8', application: 'Z166TLBEWOO7G0' },
  'us-gov-west-1': { network: 'ZMG1MZ2THAWF1', application: 'Z33AYJ8TM3BH4J' },
  'us-west-1': { network: 'Z24FKFUX50B4VW', application: 'Z368ELLRRE2KJ0' },
  'us-west-2': { network: 'Z18D5FSROUN65G', application: 'Z1H1FL5HABSF5' },
};

/**
 * Undefined for regions that are newer than the table: better no zone than another region's.
 */
export function canonicalHostedZoneId(region: string, type: 'network' | 'application'): string | undefined {
  return zones[region]?.[type];
}
