import { localizedErrnos } from "./localized-errnos";
import { numberedErrnos } from "./numbered-errnos";

/**
 * Names of a broken connection in the words of many runtimes, under the name that Node gives the same failure. The
 * order is that of a connection: a later step that failed says more, so its name comes first.
 */
const names: readonly (readonly [string, RegExp])[] = [
  [
    "ENOTFOUND",
    /\bENOTFOUND\b|\bENODATA\b|NXDOMAIN|getaddrinfo failed|WSAHOST_NOT_FOUND|(?:error|errno|code|no\.|number|winsock|WSA|socket|#|[([])[ :=#"'([-]{0,4}11001(?![\d.])|\bno such host\b|No such host is known|Host ?not ?found|Unknown ?host|name or service not known|nodename nor servname|Could not resolve host|Couldn't resolve host|curl.{0,20}\(6\)(?! getaddrinfo\(\) thread)|CURLE_COULDNT_RESOLVE_HOST|curl error 6\b|cURL errno 6\b|No address associated with (?:host|name)|hostname could not be resolved|could not resolve hostname|unresolved ?address|ERR_NAME_NOT_RESOLVED|The remote name could not be resolved|Host oder Service|Nom ou service inconnu|Der Remotename konnte nicht|nom distant n'a pas pu être résolu|nombre remoto no se pudo resolver|No se puede resolver el nombre|nome remoto (?:non può|não pôde)|Este host não é conhecido|Host sconosciuto|Nieznany host|Hôte inconnu|Nombre o servicio desconocido|Этот хост неизвестен|Host desconocido|Der angegebene Host ist unbekannt|不知道这样的主机|name resolution failed|server IP address could not be found|does not exist in DNS|\bEAI_NONAME\b|Name does not resolve|failed to lookup address information: (?:Name|nodename|no such)|No DNS (?:records?|entries)/i,
  ],
  [
    "EAI_AGAIN",
    /\bEAI_AGAIN\b|Temporary failure in (?:name resolution|gethostby)|\bWSATRY_AGAIN\b|(?:error|errno|code|no\.|number|winsock|WSA|socket|#|[([])[ :=#"'([-]{0,4}11002(?![\d.])|SERVFAIL|\bETIMEOUT\b.{0,60}query|query[A-Za-z]{0,6} (?:ETIMEOUT|ESERVFAIL|ECONNREFUSED|EREFUSED|ETIMEDOUT)|\bESERVFAIL\b|\bEREFUSED\b|server misbehaving|non-authoritative host not found|\b(?:lookup|resolver?|resolving|DNS|nameservers?)\b.{0,80}(?:timed ?out|i\/o timeout)|Resolving timed out|Vorübergehender Fehler (?:bei|in) der Namensauflösung|Échec temporaire dans la résolution|Fallo temporal en la resolución|temporarily unable to resolve|DNS server.{0,30}(?:failure|unavailable|refused)|\bEAI_FAIL\b|getaddrinfo E(?:BUSY|MFILE|SERVFAIL)|Non-recoverable failure in name resolution|lookup .{1,100} on .{1,60}: (?:read|dial|write) udp/i,
  ],
  [
    "ECONNREFUSED",
    /\bECONNREFUSED\b|\bWSAECONNREFUSED\b|(?:error|errno|code|no\.|number|winsock|WSA|socket|#|[([])[ :=#"'([-]{0,4}10061(?![\d.])|Errno 111\b|errno 61\b|connection (?:was )?refused|actively refused|Failed to connect to .{1,80}: (?:Connection refused|Could not connect to server)|os error 111\b|ERR_CONNECTION_REFUSED|Verbindungsaufbau abgelehnt|Verbindung verweigert|Zielcomputer die Verbindung verweigerte|Connexion refusée|Conexi[oó]n rehusada|denegó expresamente|recusou ativamente|recusaram ativamente|recusou-as ativamente|Rifiuto persistente|aktywnie go odmawia|В соединении отказано|отверг запрос на подключение|Connessione rifiutata|Conexão recusada|目标计算机积极拒绝|连接被拒绝|expressément refusée|接続を拒否|odmowa połączenia|Połączenie odrzucone/i,
  ],
  [
    "EHOSTUNREACH",
    /\bEHOSTUNREACH\b|\bENETUNREACH\b|\bEHOSTDOWN\b|\bENETDOWN\b|\bWSAEHOSTUNREACH\b|\bWSAENETUNREACH\b|(?:error|errno|code|no\.|number|winsock|WSA|socket|#|[([])[ :=#"'([-]{0,4}100(?:51|65)(?![\d.])|No route to host|Network is unreachable|Host is unreachable|Host is down|Network is down|\bEADDRNOTAVAIL\b|cannot assign requested|unreachable (?:network|host)|Kein Weg zum Host|Keine Route zum|Netzwerk ist nicht erreichbar|Das Netzwerk ist nicht erreichbar|Aucun chemin d'accès|Le réseau n'est pas accessible|La red es inaccesible|No existe ninguna ruta|Сеть недоступна|Нет маршрута|ERR_ADDRESS_UNREACHABLE|ERR_NETWORK_UNREACHABLE|os error (?:101|113)\b|Errno (?:101|113)\b/i,
  ],
  [
    "ETIMEDOUT",
    /\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b|\bETIMEOUT\b|\bWSAETIMEDOUT\b|(?:error|errno|code|no\.|number|winsock|WSA|socket|#|[([])[ :=#"'([-]{0,4}10060(?![\d.])|Errno (?:110|60)\b|os error 110\b|\btimed[ -]?out\b|(?:connect(?:ion)?|read|write|socket|operation|request|response|handshake|server|idle|command|greeting|login|auth\w{0,12}|network|i\/o)[ _-]?time-?out\b(?!["']? ?[:=] ?["']?\d| (?:is|was set|set|value|in seconds)\b)|\btime-?out (?:error|exception|expired|exceeded|of \d{1,7} ?(?:ms|s|seconds)? (?:was )?exceeded|reached|after|waiting|while|occurred|was (?!set)|period|has)|: timeout\b(?!["']? ?[:=])|TimeoutE(?:rror|xception)|OpenTimeout|ReadTimeout|execution expired|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|CONNECT_TIMEOUT|GREETING_TIMEOUT|curl.{0,20}\(28\)|curl error 28\b|CURLE_OPERATION_TIMEDOUT|deadline (?:has )?(?:exceeded|elapsed|expired)|did not properly respond after a period of time|Greeting never received|Zeitüberschreitung|délai d'attente|n'a pas répondu convenablement|no respondió adecuadamente|non ha risposto correttamente|não respondeu corretamente|Попытка установить соединение была безуспешной|呼び出し先が一定の時間|délai d'expiration|tiempo de espera|тайм-?аут|Превышено время|ha superato il limite|tempo limite|Koniec czasu|no answer in time|did not respond in time|did not answer within|連接超时|连接超时|操作超时|没有正确答复|nach einer bestimmten Zeitspanne|ERR_TIMED_OUT|not respond (?:with)?in the/i,
  ],
  [
    "ECONNRESET",
    /\bECONNRESET\b|\bEPIPE\b|\bECONNABORTED\b|\bWSAECONNRESET\b|(?:error|errno|code|no\.|number|winsock|WSA|socket|#|[([])[ :=#"'([-]{0,4}1005[34](?![\d.])|Errno (?:104|32|54)\b|os error (?:104|32|10054)\b|connection (?:was |has been )?(?:forcibly )?(?:reset|aborted|broken|dropped)|Connection reset by (?:peer|server)|reset by peer|Broken pipe|socket hang up|UND_ERR_SOCKET|other side closed|ended by the other party|forcibly closed|unexpected(?:ly)? (?:eof|end of (?:file|stream)|close|disconnect)|\bEOF occurred\b|unexpected eof while reading|SSL_ERROR_SYSCALL|connection unexpectedly closed|connection closed (?:by|unexpectedly|while|before|during|prematurely|abruptly)|(?:server|host|peer|party|side) closed the connection|server closed|Connection lost|socket disconnected before|terminated the handshake|non-properly terminated|Session expired, please login again|Remote end closed|EOFException|socket error: EOF|socket (?:closed|aborted)|curl.{0,20}\((?:52|55|56)\)|Empty reply from server|\bClosedAfterConnect|NoConnection|Connection not available|transport connection.{0,60}(?:closed|aborted)|received an unexpected EOF|Unexpected connection closure|ERR_CONNECTION_(?:RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_STREAM_(?:DESTROYED|PREMATURE)|Premature close|IncompleteRead|Verbindung wurde.{0,30}(?:zurückgesetzt|geschlossen|abgebrochen|getrennt|beendet)|von der Gegenseite zurückgesetzt|von der Kommunikationsgegenstelle zurückgesetzt|réinitialisée par|fermée par l'hôte distant|forzado la interrupción|cancelamento de uma conexão existente|interrotta forzatamente|Empty startup greeting|EOF on socket|-ERR EOF|Connexion ré-?initialisée|Conexión reinicializada|interrumpida por el|соединение разорвано|разорвал|принудительно разорвал|强迫关闭|连接被重置|connessione interrotta|imaplib\.(?:IMAP4\.)?abort|socket error|\[CLOSED\] IMAP connection (?:broken|lost)|ServerDisconnected|SMTPServerDisconnected|use of closed network connection|: EOF\b|\bunexpected EOF\b|"EOF"|Stream closed/i,
  ],
];

/**
 * The same in the words of clients that have their own: the numbers of libuv and of errno as programs print them, NSS and
 * Apple's frameworks, mail transfer agents (Postfix, Exim, fetchmail), aiohttp, Rust and GnuTLS.
 */
const clientNames: readonly (readonly [string, RegExp])[] = [
  [
    "ENOTFOUND",
    /\berrno["']?[:=] ?["']?-300[78]\b|"EDNS"|gethostbyname failed(?!\. errno=11)|\bEAI_NODATA\b|NS_ERROR_UNKNOWN_HOST|hostname lookup failed|server with the specified host ?name could not be found|no data of the requested type|Domain name not found|DNS server returned answer with no data|could ?n[o']t find (?:canonical DNS name|host|the server)|(?:failed|unable) to find (?:the )?(?:host|server)\b|Non-existent (?:host|domain)\b|\*\*\* .{0,60}can't find [^\s]{1,120}: No answer|can(?:'t|not) find (?:the )?(?:host|server)\b|Bad host ?name '|getaddrinfo ENOENT|could not translate host ?name|Host or domain name not found|Name service error for|\bNo such domain\b|DNS_PROBE_FINISHED|find any host named|WSANO_DATA|WSAHOST|(?:error|errno|code|no\.|number|winsock|WSA|socket|#|[([])[ :=#"'([-]{0,4}1100[14](?![\d.])|Error -1003\b|Code=-1003\b|CouldNotResolveHost|NameResolutionFailure|(?:unable to|failed to|not able to|cannot|could not|couldn't|can't) resolve (?:the )?(?!(?:\w{1,12} ){0,3}(?:recipient|sender|MX|client))(?:\w{1,12} ){0,4}host(?: ?name)?\b|can't resolve '[^']{1,100}'(?!: Try again)|\bserver\b.{0,24} ["']?[\w-]{1,60}\.[\w.-]{2,80}["']? is unknown|(?:-Server|\bserveur\b|\bservidor\b|\bserver\b).{0,24} ["']? ?[\w-]{1,60}\.[\w.-]{2,80} ?["']? (?:ist unbekannt|est inconnu|es desconocido|é desconhecido|è sconosciuto|is onbekend)|Unable to resolve (?:host|hostname|server)\b/i,
  ],
  [
    "EAI_AGAIN",
    /no servers could be reached|gethostbyname failed\. errno=11\b|getaddrinfo\(\) thread failed|\bErrno -3\b|\berrno["']?[:=] ?["']?-3001\b|(?:getaddrinfo|address information|gaierror).{0,20}: Try again|host lookup did not complete|(?:CNAME|MX|host|address) lookup failed temporarily|Malformed or unexpected name server reply|Timeout while contacting DNS|Could ?n[o']t contact DNS|DNS (?:query|lookup|request|resolution) (?:failed temporarily|has failed temporarily)|Host not found, try again|type=(?:MX|A|AAAA): Host not found, try again|resolver (?:error|failure).{0,20}(?:temporary|try again)|This is usually a temporary error during hostname resolution|can't resolve '[^']{1,100}': Try again|UnknownHostException: [^\s]{1,120}: Try again|\bhost name lookup failure|WSANO_RECOVERY/i,
  ],
  [
    "ECONNREFUSED",
    /\berrno -5981\b|\berrno ?["']?[:= ] ?["']?(?:-?111|-?61|10061|-4078)\b|\berror:? 111\b(?!\.\d)|NS_ERROR_CONNECTION_REFUSED|ConnectionRefused/i,
  ],
  [
    "EHOSTUNREACH",
    /\berrno ?["']?[:= ] ?["']?(?:-?113|-?101|-?65|-?51|100(?:51|65)|-4062|-4073)\b|\berror:? 113\b(?!\.\d)|\bnetwork (?:is )?unreachable|host unreachable|HostUnreachable|NetworkUnreachable|NoRouteToHost|NS_ERROR_NET_UNREACH|Internet connection appears to be offline|Code=-1009\b|ERR_INTERNET_DISCONNECTED/i,
  ],
  [
    "ETIMEDOUT",
    /\berrno -5990\b|no (?:reply|answer|response) .{0,60}(?:after|within|for) \d{1,5} ?(?:s|ms|m|seconds|minutes)\b|\bin (?:the )?(?:required|expected|allotted|given) time\b|(?:UPGRADE|LOGIN|SOCKET)_TIMEOUT|(?:-ERR|\bBYE|\bNO) (?:\w{1,10} )?time-?out\b|\[BYE, timeout\]|\bsmtp time-?out\b|(?:maximum|allowed) time exceeded|\berrno ?["']?[:= ] ?["']?(?:-?110|-?60|10060|-4039)\b|\berror:? 110\b(?!\.\d)|\] Timeout\b|, :timeout\}|\btime-?out (?:awaiting|in |during|contacting|connecting|on |reading|trying)|(?:due to|because of|by|hit|exceeded) (?:a |the )?(?:\w{1,12} )?time-?out\b|NS_ERROR_NET_TIMEOUT|Code=-1001\b|Maximum execution time of|HttpClient\.Timeout|A task was cancel+ed|semaphore timeout|no response (?:from|within|received)|ConnectTimeout|ERR_CONNECTION_TIMED_OUT|took too long to respond|time limit (?:exceeded|reached)/i,
  ],
  [
    "ECONNRESET",
    /SYSCALL returned=5 errno=0|\berrno -(?:5961|5938)\b|end of stream (?:was )?reached|^ ?EOF ?$|\[EOF\]|\bBYE disconnecting\b|(?:got|sent|received|returned) (?:an )?empty (?:code|response|reply|answer|greeting)|\bserver\b.{0,60} has (?:unexpectedly )?disconnected\b|connection died|please run connect\(\) first|Connection or (?:in|out)bound has closed|Connection has been shutdown|closing inbound before receiving|Transport endpoint is not connected|Socket is (?:not connected|closed)|after (?:socket|transport endpoint) shutdown|\[Errno 9\] Bad file descriptor|(?:read|write):errno=(?:0|32|54|104)\b|operation on non-?socket|\bENOTCONN\b|\bESHUTDOWN\b|\bConnectionLost\b|has been closed unexpectedly|without being connected|(?:SmtpClient|ImapClient|Pop3Client|Server|client) is not connected|incomplete response|lost connection with|connection (?:to|with|from) .{1,90} (?:was |has been |is |got )?(?:lost|dropped|interrupted|terminated|aborted|reset|broken|cut)\b|\berrno ?["']?[:= ] ?["']?(?:-?104|-?54|-?32|10053|10054|-4077|-4047)\b|\berror:? 104\b(?!\.\d)|Software caused connection abort|(?:remote party|remote side|remote host|peer|server|other side) (?:has )?(?:unexpectedly )?(?:closed|dropped|terminated|reset|aborted|disconnected)|lost connection (?:with|to|after|while)|(?:network )?connection was lost|NS_ERROR_NET_(?:RESET|INTERRUPT)|Code=-1005\b|Error in the (?:pull|push) function|without sending (?:a )?(?:TLS )?close_notify|got EOF\b|received EOF\b|\bEOF (?:on|from|received|while|before)|unexpectedly disconnected|disconnected unexpectedly|got (?:code|response) ["']{2}|connection (?:was )?(?:dropped|terminated|interrupted|severed)|connection abort|Reset by peer|unexpected end of (?:data|input|response)|end of file reached|Unexpected socket close|when NOT connected|\bNO not connected|disconnected for inactivity|Autologout|idle for too long|remote_closed|:closed\}/i,
  ],
];

/** What is also said at the end of a session that failed for another reason; it counts where nothing else is told. */
const closed =
  /connection (?:was |is |has been )?(?:already )?closed|^ ?(?:\w{1,12}: )?Mailbox closed ?$|closed (?:the |its )?connection|closing connection/i;

/** The names of the failures that the text tells of, as Node calls them; and "closed" where a connection just ended. */
export function findErrnos(text: string): string[] {
  const found = [...names, ...clientNames, ...numberedErrnos, ...localizedErrnos].flatMap(([name, pattern]) =>
    pattern.test(text) ? [name] : [],
  );
  return [...new Set([...found, ...(closed.test(text) ? ["closed"] : [])])];
}
