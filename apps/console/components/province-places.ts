/** A province's place on the map of tiles: column and row from the north-west. */
export interface ProvincePlace {
  /** GB/T 2260. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly column: number;
  readonly row: number;
}

const place = (code: string, zh: string, en: string, column: number, row: number): ProvincePlace => ({
  code,
  zh,
  en,
  column,
  row,
});

/** Neighbours stand by each other as far as a grid lets them; no border is drawn, and a tile's size says nothing. */
export const PROVINCE_PLACES: readonly ProvincePlace[] = [
  place('650000', '新疆', 'Xinjiang', 1, 2),
  place('540000', '西藏', 'Xizang', 1, 4),
  place('630000', '青海', 'Qinghai', 2, 3),
  place('620000', '甘肃', 'Gansu', 3, 3),
  place('640000', '宁夏', 'Ningxia', 4, 3),
  place('150000', '内蒙古', 'Inner Mongolia', 5, 2),
  place('610000', '陕西', 'Shaanxi', 4, 4),
  place('140000', '山西', 'Shanxi', 5, 3),
  place('130000', '河北', 'Hebei', 6, 3),
  place('110000', '北京', 'Beijing', 6, 2),
  place('120000', '天津', 'Tianjin', 7, 3),
  place('230000', '黑龙江', 'Heilongjiang', 8, 1),
  place('220000', '吉林', 'Jilin', 8, 2),
  place('210000', '辽宁', 'Liaoning', 7, 2),
  place('370000', '山东', 'Shandong', 6, 4),
  place('410000', '河南', 'Henan', 5, 4),
  place('510000', '四川', 'Sichuan', 3, 4),
  place('500000', '重庆', 'Chongqing', 3, 5),
  place('420000', '湖北', 'Hubei', 4, 5),
  place('340000', '安徽', 'Anhui', 5, 5),
  place('320000', '江苏', 'Jiangsu', 6, 5),
  place('310000', '上海', 'Shanghai', 7, 5),
  place('530000', '云南', 'Yunnan', 2, 6),
  place('520000', '贵州', 'Guizhou', 3, 6),
  place('430000', '湖南', 'Hunan', 4, 6),
  place('360000', '江西', 'Jiangxi', 5, 6),
  place('330000', '浙江', 'Zhejiang', 6, 6),
  place('450000', '广西', 'Guangxi', 3, 7),
  place('440000', '广东', 'Guangdong', 4, 7),
  place('350000', '福建', 'Fujian', 5, 7),
  place('710000', '台湾', 'Taiwan', 7, 7),
  place('810000', '香港', 'Hong Kong', 5, 8),
  place('820000', '澳门', 'Macao', 4, 8),
  place('460000', '海南', 'Hainan', 3, 8),
];
