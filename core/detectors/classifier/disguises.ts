/** Characters [written, meant] one after the other: written otherwise to slip past filters, or the Japanese shape of the character. */
export const DISGUISES =
  '萭万恵惠価价円元銭钱増增売卖実实楽乐気气広广変变単单対对応应戦战訫信溦微嶶微囬回喰食劵券萭万覺觉観观戸户黒黑黄黄楽乐発发覌观凖准徦假紸注';
