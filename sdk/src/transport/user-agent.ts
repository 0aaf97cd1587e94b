import { version } from '../version.ts';

export function userAgent(application: string | undefined): string {
  const own = `tray-privatelink-sdk/${version} node/${process.versions.node} (${process.platform}; ${process.arch})`;
  return application ? `${application} ${own}` : own;
}
