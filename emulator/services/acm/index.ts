import type { Service } from '../../core/service.ts';
import { model } from '../../models/acm.generated.ts';
import { awsJson } from '../../protocols/json.ts';
import { deleteCertificate, describeCertificate, getCertificate, listCertificates } from './certificates.ts';
import { importCertificate } from './import-certificate.ts';
import { addTagsToCertificate, listTagsForCertificate, removeTagsFromCertificate } from './tags.ts';

/** Imported certificates. None is issued here. */
export const acm: Service = {
  signingName: 'acm',
  model,
  protocols: [awsJson({ version: '1.1', target: 'CertificateManager' })],
  actions: {
    AddTagsToCertificate: addTagsToCertificate,
    DeleteCertificate: deleteCertificate,
    DescribeCertificate: describeCertificate,
    GetCertificate: getCertificate,
    ImportCertificate: importCertificate,
    ListCertificates: listCertificates,
    ListTagsForCertificate: listTagsForCertificate,
    RemoveTagsFromCertificate: removeTagsFromCertificate,
  },
};
