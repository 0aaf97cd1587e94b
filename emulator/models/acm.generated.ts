// Written by scripts/emulator-models.ts from botocore 1.43.11, acm/2015-12-08/service-2.json. Do not edit.
import type { ServiceModel } from '../core/model.ts';

export const model: ServiceModel = {
  actions: {
    "AddTagsToCertificate": {"input":"AddTagsToCertificateRequest"},
    "DeleteCertificate": {"input":"DeleteCertificateRequest"},
    "DescribeCertificate": {"input":"DescribeCertificateRequest"},
    "GetCertificate": {"input":"GetCertificateRequest"},
    "ImportCertificate": {"input":"ImportCertificateRequest"},
    "ListCertificates": {"input":"ListCertificatesRequest"},
    "ListTagsForCertificate": {"input":"ListTagsForCertificateRequest"},
    "RemoveTagsFromCertificate": {"input":"RemoveTagsFromCertificateRequest"},
  },
  structures: {
    "AddTagsToCertificateRequest": ["CertificateArn! string","Tags! list of structure Tag"],
    "DeleteCertificateRequest": ["CertificateArn! string"],
    "DescribeCertificateRequest": ["CertificateArn! string"],
    "Filters": ["extendedKeyUsage list of enum ExtendedKeyUsageName","keyUsage list of enum KeyUsageName","keyTypes list of enum KeyAlgorithm","exportOption enum CertificateExport","managedBy enum CertificateManagedBy"],
    "GetCertificateRequest": ["CertificateArn! string"],
    "ImportCertificateRequest": ["CertificateArn string","Certificate! blob","PrivateKey! blob","CertificateChain blob","Tags list of structure Tag"],
    "ListCertificatesRequest": ["CertificateStatuses list of enum CertificateStatus","Includes structure Filters","NextToken string","MaxItems integer 1 1000","SortBy enum SortBy","SortOrder enum SortOrder"],
    "ListTagsForCertificateRequest": ["CertificateArn! string"],
    "RemoveTagsFromCertificateRequest": ["CertificateArn! string","Tags! list of structure Tag"],
    "Tag": ["Key! string","Value string"],
  },
  enums: {
    "CertificateExport": ["ENABLED","DISABLED"],
    "CertificateManagedBy": ["CLOUDFRONT"],
    "CertificateStatus": ["PENDING_VALIDATION","ISSUED","INACTIVE","EXPIRED","VALIDATION_TIMED_OUT","REVOKED","FAILED"],
    "ExtendedKeyUsageName": ["TLS_WEB_SERVER_AUTHENTICATION","TLS_WEB_CLIENT_AUTHENTICATION","CODE_SIGNING","EMAIL_PROTECTION","TIME_STAMPING","OCSP_SIGNING","IPSEC_END_SYSTEM","IPSEC_TUNNEL","IPSEC_USER","ANY","NONE","CUSTOM"],
    "KeyAlgorithm": ["RSA_1024","RSA_2048","RSA_3072","RSA_4096","EC_prime256v1","EC_secp384r1","EC_secp521r1"],
    "KeyUsageName": ["DIGITAL_SIGNATURE","NON_REPUDIATION","KEY_ENCIPHERMENT","DATA_ENCIPHERMENT","KEY_AGREEMENT","CERTIFICATE_SIGNING","CRL_SIGNING","ENCIPHER_ONLY","DECIPHER_ONLY","ANY","CUSTOM"],
    "SortBy": ["CREATED_AT"],
    "SortOrder": ["ASCENDING","DESCENDING"],
  },
};
