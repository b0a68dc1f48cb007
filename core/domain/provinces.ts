/** The 34 divisions of province level, by GB/T 2260 (the code of six digits; the first two tell the province). */
export interface Province {
  /** "540000" */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

const province = (code: string, zh: string, en: string): Province => ({ code, zh, en });

export const PROVINCES: readonly Province[] = [
  province('110000', '北京', 'Beijing'),
  province('120000', '天津', 'Tianjin'),
  province('130000', '河北', 'Hebei'),
  province('140000', '山西', 'Shanxi'),
  province('150000', '内蒙古', 'Inner Mongolia'),
  province('210000', '辽宁', 'Liaoning'),
  province('220000', '吉林', 'Jilin'),
  province('230000', '黑龙江', 'Heilongjiang'),
  province('310000', '上海', 'Shanghai'),
  province('320000', '江苏', 'Jiangsu'),
  province('330000', '浙江', 'Zhejiang'),
  province('340000', '安徽', 'Anhui'),
  province('350000', '福建', 'Fujian'),
  province('360000', '江西', 'Jiangxi'),
  province('370000', '山东', 'Shandong'),
  province('410000', '河南', 'Henan'),
  province('420000', '湖北', 'Hubei'),
  province('430000', '湖南', 'Hunan'),
  province('440000', '广东', 'Guangdong'),
  province('450000', '广西', 'Guangxi'),
  province('460000', '海南', 'Hainan'),
  province('500000', '重庆', 'Chongqing'),
  province('510000', '四川', 'Sichuan'),
  province('520000', '贵州', 'Guizhou'),
  province('530000', '云南', 'Yunnan'),
  province('540000', '西藏', 'Xizang'),
  province('610000', '陕西', 'Shaanxi'),
  province('620000', '甘肃', 'Gansu'),
  province('630000', '青海', 'Qinghai'),
  province('640000', '宁夏', 'Ningxia'),
  province('650000', '新疆', 'Xinjiang'),
  province('710000', '台湾', 'Taiwan'),
  province('810000', '香港', 'Hong Kong'),
  province('820000', '澳门', 'Macao'),
];

/** What lists add to the short name: 北京市, 内蒙古自治区, 广西壮族自治区. */
const SUFFIX = /(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$/;

const BY_NAME: ReadonlyMap<string, Province> = new Map(PROVINCES.map((one) => [one.zh, one]));
const BY_CODE: ReadonlyMap<string, Province> = new Map(PROVINCES.map((one) => [one.code, one]));

/** By its code, its short or its full Chinese name; undefined = there is none. */
export const provinceNamed = (name: string): Province | undefined =>
  BY_CODE.get(name) ?? BY_NAME.get(name) ?? BY_NAME.get(name.replace(SUFFIX, ''));

/** The first two digits of its code, 11–82: what tables index by. */
export const provinceKey = (code: string): number => Number(code.slice(0, 2));
/** One more than the largest key. */
export const PROVINCE_KEYS = 83;
