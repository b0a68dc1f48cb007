// The real input of the day: prefixes of mobiles, service numbers with their organisations, numbers complained about.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Category, numberKind, type PhoneNumber, type Purpose, parseNumber } from '@wurao/domain';
import { sharedData } from './shared-data.ts';

export const DAY_FILES = {
  prefixes: 'numbering/hcode_2023-02.csv.gz',
  services: 'numbering/cn_service_numbers.csv',
  complaints: 'complaints/ftc_dnc_2020-02_2020-09.csv.gz',
} as const;

export interface ServiceNumber {
  readonly number: PhoneNumber;
  readonly organisation: string;
  readonly categories: readonly Category[];
  readonly purposes: readonly Purpose[];
}

export interface DayData {
  /** 7 digits each. */
  readonly prefixes: readonly string[];
  readonly services: readonly ServiceNumber[];
  /** Canonical, foreign: reported, and filed by nobody. */
  readonly complainedAbout: readonly PhoneNumber[];
}

const COMMERCE: readonly Purpose[] = ['marketing', 'service', 'care', 'verification'];
const PUBLIC: readonly Purpose[] = ['public-interest', 'service'];

/** The trades of the file, in our categories. */
const TRADES: Readonly<Record<string, readonly Category[]>> = {
  金融银行: ['loan', 'securities'],
  证券保险: ['insurance', 'securities'],
  电商购物: ['retail'],
  汽车行业: ['retail'],
  外卖订餐: ['retail'],
  本地生活: ['retail'],
  通讯服务: ['telecom'],
  出行购票: ['travel'],
  民用航空: ['travel'],
  租车代驾: ['travel'],
  酒店住宿: ['travel'],
  房产中介: ['real-estate'],
};

/** Reported numbers wanted; the file holds far more. */
const COMPLAINTS_WANTED = 2_000;

const pathOf = (file: string): string => {
  const path = sharedData(file);
  if (path === undefined) throw new Error(`${file} is not there: set WURAO_SHARED_DATA to the folder of the real data`);
  return path;
};

const rowsOf = (csv: string): string[][] =>
  csv
    .split(/\r?\n/)
    .slice(1)
    .filter((row) => row !== '')
    .map((row) => row.split(','));

const serviceOf = ([trade = '', organisation = '', raw = '']: string[]): ServiceNumber | undefined => {
  const parsed = parseNumber(raw);
  if (!parsed.ok || numberKind(parsed.value) === 'foreign') return undefined;
  const purposes = trade === '政府机构' ? PUBLIC : COMMERCE;
  return { number: parsed.value, organisation, categories: TRADES[trade] ?? ['other'], purposes };
};

const readServices = (): ServiceNumber[] => {
  const rows = rowsOf(readFileSync(pathOf(DAY_FILES.services), 'utf8'));
  const byNumber = new Map(
    rows.map(serviceOf).flatMap((service) => (service ? [[service.number, service] as const] : [])),
  );
  // Nobody may file an emergency number.
  return [...byNumber.values()].filter(({ number }) => !/^(11\d|12[02]|12110|12395|999)$/.test(number));
};

const readComplaints = (): PhoneNumber[] => {
  const numbers = new Set<PhoneNumber>();
  const text = gunzipSync(readFileSync(pathOf(DAY_FILES.complaints))).toString('latin1');
  for (let at = text.indexOf('\n') + 1; at > 0 && numbers.size < COMPLAINTS_WANTED; at = text.indexOf('\n', at) + 1) {
    const reported = /^[^,]*,(\d{10}),/.exec(text.slice(at, at + 40))?.[1];
    const parsed = reported === undefined ? undefined : parseNumber(`+1${reported}`);
    if (parsed?.ok) numbers.add(parsed.value);
  }
  return [...numbers];
};

const readPrefixes = (): string[] =>
  gunzipSync(readFileSync(pathOf(DAY_FILES.prefixes)))
    .toString('utf8')
    .split('\n')
    .map((row) => row.slice(0, 7))
    .filter((prefix) => /^1[3-9]\d{5}$/.test(prefix));

export const readDayData = (): DayData => ({
  prefixes: readPrefixes(),
  services: readServices(),
  complainedAbout: readComplaints(),
});
