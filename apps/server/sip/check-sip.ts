import { readdirSync, statSync } from 'node:fs';
import { loadBatch } from '@wurao/gateway';
import { checkPemFiles } from '../check-files.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';
import type { SipConfig } from './config.ts';

/** What of the SIP gate can be looked at without opening it. */
export const checkSip = async (config: SipConfig): Promise<readonly Finding[]> => {
  if (config.port === undefined) return [ok('sip', 'off')];
  return [...checkFiles(config), checkNextHops(config), await checkBatching(config)];
};

const checkFiles = ({ tls, serverCa, stir }: SipConfig): readonly Finding[] => {
  const findings = checkPemFiles('sip', [tls?.certificate, tls?.key, tls?.clientCa, serverCa]);
  for (const folder of [stir?.certificates, stir?.anchors]) {
    if (folder === undefined) continue;
    const held = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).length : undefined;
    if (held === undefined)
      findings.push(fail('stir', `${folder} is no directory`, 'Name the folder that holds the certificates.'));
    else if (held === 0)
      findings.push(
        warn('stir', `${folder} is empty: no signature verifies`, 'Put the certificates of signers there, PEM.'),
      );
    else findings.push(ok('stir', `${held} files in ${folder}`));
  }
  return findings;
};

const checkNextHops = ({ nextHops, mode }: SipConfig): Finding =>
  nextHops.length > 0
    ? ok('sip', `${mode} to ${nextHops.join(', ')} where a line names nothing else`)
    : ok('sip', `${mode}; each line names its next hops`);

const checkBatching = async ({ batching }: SipConfig): Promise<Finding> => {
  if (!batching) return ok('sip batching', 'off, as configured');
  const loaded = await loadBatch();
  return 'addon' in loaded
    ? ok('sip batching', 'on: many datagrams in one call')
    : warn(
        'sip batching',
        `off: ${loaded.reason}`,
        'Nothing is wrong but speed: install a C compiler (cc) for about twice as many calls over UDP, or set sip.batching to false.',
      );
};
