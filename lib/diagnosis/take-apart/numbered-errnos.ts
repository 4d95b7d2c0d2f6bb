/**
 * The numbers and constants that systems and libraries have for a broken connection, under Node's names: Winsock's,
 * WinHTTP's and WinINet's, NSPR's (Thunderbird), those of Apple's CFNetwork and Secure Transport, Mbed TLS's, and errno's
 * of Linux, BSD and macOS as mail programs print them beside a sentence in whatever language.
 */
export const numberedErrnos: readonly (readonly [string, RegExp])[] = [
  [
    "ENOTFOUND",
    any({
      internet: "12007",
      nspr: "DIRECTORY_LOOKUP|BAD_ADDRESS",
      apple: "1003|1006",
      mbedtls: "NET_UNKNOWN_HOST|0x0052",
    }),
  ],
  ["EAI_AGAIN", any({ windows: "11003" })],
  ["ECONNREFUSED", any({ nspr: "CONNECT_REFUSED", apple: "1004", posix: "61|111" })],
  [
    "EHOSTUNREACH",
    any({ windows: "100(?:49|64)", nspr: "(?:NETWORK|HOST)_UNREACHABLE", posix: "51|64|65|101|113", errno: "49|99" }),
  ],
  [
    "ETIMEDOUT",
    any({
      internet: "12002",
      nspr: "(?:CONNECT|IO)_TIMEOUT",
      apple: "1001",
      posix: "60|110",
      mbedtls: "SSL_TIMEOUT|0x6800",
    }),
  ],
  [
    "ECONNRESET",
    any({
      windows: "100(?:38|52|57|58)|10101",
      internet: "1203[01]",
      nspr: "(?:CONNECT_RESET|END_OF_FILE|CONNECT_ABORTED|NOT_CONNECTED|SOCKET_SHUTDOWN)",
      apple: "1005",
      ssl: "errSSLClosed\\w{4,10}|-98(?:05|06|16)",
      posix: "32|54|57|104|107",
      errno: "57|107|108",
      mbedtls:
        "NET_(?:RECV_FAILED|SEND_FAILED|CONN_RESET)|SSL_(?:CONN_EOF|PEER_CLOSE_NOTIFY)|0x00(?:4C|4E|50)|0x7280|0x7880",
    }),
  ],
];

type Numbers = {
  windows?: string;
  internet?: string;
  nspr?: string;
  apple?: string;
  ssl?: string;
  posix?: string;
  errno?: string;
  mbedtls?: string;
};

/** Numbers count where what they are numbers of stands before them. */
function any({ windows, internet, nspr, apple, ssl, posix, errno, mbedtls }: Numbers): RegExp {
  const before = "[ :=#\"'([-]{0,4}";
  const kinds = [
    windows && `(?:error|errno|code|no\\.|number|winsock|WSA[A-Z_]{3,20}|socket|#)${before}(?:${windows})(?![\\d.])`,
    internet && `(?:winhttp|wininet|ERROR_(?:WINHTTP|INTERNET)\\w{0,30})\\b.{0,30}(?<!\\d)(?:${internet})(?!\\d)`,
    nspr && `\\bPR_(?:${nspr})_ERROR\\b`,
    apple && `(?:NSURLErrorDomain|CFNetwork)\\w{0,20}\\b.{0,20}-(?:${apple})\\b`,
    ssl && `\\b(?:${ssl.replace("|-", `\\b|(?:SSL|OSStatus|Secure ?Transport|CFNetwork)\\b.{0,40}-`)})\\b`,
    posix && `(?:POSIXErrorDomain|NSPOSIX\\w{0,16})\\b.{0,20}\\b(?:${posix})\\b`,
    mbedtls && `\\bMBEDTLS_ERR_(?:${mbedtls})\\b|-(?:${mbedtls})\\b`,
    errno && `\\bErrno (?:${errno})\\b|\\bos error (?:${errno})\\b`,
  ];
  return new RegExp(kinds.filter((kind) => kind !== undefined).join("|"), "i");
}
