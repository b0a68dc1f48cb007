// The ports at which merchants' systems bind.
import { type Failure, failure, type Result, success } from '@wurao/domain';
import { type MerchantDesk, openCmppServer, openSmppServer, type SmsListener, TransportFault } from '@wurao/gateway';
import type { House } from '../house.ts';
import { readPem } from '../sip/listeners.ts';
import type { SmsConfig } from './config.ts';

export interface SmsPorts {
  readonly smppPort: number | undefined;
  readonly smppsPort: number | undefined;
  readonly cmppPort: number | undefined;
}

export type Door = keyof SmsPorts;

export interface Listening {
  readonly door: Door;
  readonly listener: SmsListener;
}

/** Every door on every address. A failure has closed what had been opened. */
export const listen = async (house: House, relay: MerchantDesk): Promise<Result<readonly Listening[]>> => {
  const { config, log } = house;
  const { addresses, tls, defaultAlphabet, ...ports } = config.sms;
  const identity = tls === undefined ? success(undefined) : identityOf(tls);
  if (!identity.ok) return identity;
  const open: Listening[] = [];
  for (const door of ['smppPort', 'smppsPort', 'cmppPort'] as const) {
    const asked = ports[door];
    if (asked === undefined) continue;
    for (const name of addresses) {
      const address = name === 'localhost' ? '127.0.0.1' : name;
      const port = open.find((one) => one.door === door)?.listener.port ?? asked;
      const secure = door === 'smppsPort' && identity.value !== undefined ? { tls: identity.value } : {};
      try {
        const at = { address, port, ipv6Only: true };
        const listener =
          door === 'cmppPort'
            ? await openCmppServer(at, relay)
            : await openSmppServer({ ...at, defaultAlphabet, ...secure }, relay);
        open.push({ door, listener });
      } catch (error) {
        if (!(error instanceof TransportFault)) throw error;
        const failed = cannotListen(door, error);
        // Nobody asked for it: the rest goes on without.
        if (config.origins[door] === 'default' && error.system === 'EADDRINUSE') {
          log('warn', 'SMS gate not opened', { problem: failed.errors[0]?.message, remedy: failed.errors[0]?.remedy });
          continue;
        }
        await Promise.all(open.map((one) => one.listener.close()));
        return failed;
      }
    }
  }
  return success(open);
};

/** For connections from now on; a certificate that cannot be used leaves the one before in force. */
export const renewIdentity = (listening: readonly Listening[], tls: SmsConfig['tls']): Result<void> => {
  if (tls === undefined) return success(undefined);
  const identity = identityOf(tls);
  if (!identity.ok) return identity;
  try {
    for (const { door, listener } of listening) if (door === 'smppsPort') listener.replaceIdentity(identity.value);
    return success(undefined);
  } catch (error) {
    if (!(error instanceof TransportFault)) throw error;
    return cannotListen('smppsPort', error);
  }
};

const identityOf = (tls: NonNullable<SmsConfig['tls']>): Result<{ readonly cert: string; readonly key: string }> => {
  const cert = readPem('smsCertificate', tls.certificate);
  if (!cert.ok) return cert;
  const key = readPem('smsKey', tls.key);
  return key.ok ? success({ cert: cert.value, key: key.value }) : key;
};

const FLAGS: Readonly<Record<Door, string>> = {
  smppPort: '--smpp-port',
  smppsPort: '--smpps-port',
  cmppPort: '--cmpp-port',
};

const cannotListen = (door: Door, fault: TransportFault): Failure => {
  const isTaken = fault.system === 'EADDRINUSE';
  return failure('conflict', 'The SMS gate cannot listen', {
    field: fault.code === 'certificate-unusable' ? 'smsCertificate' : door,
    message: isTaken ? `${fault.message}: another process listens there` : fault.message,
    remedy: isTaken
      ? `Stop it, or choose another port with ${FLAGS[door]}; 0 takes a free one, off opens none.`
      : (fault.remedy ?? 'Name another address or port.'),
  });
};
