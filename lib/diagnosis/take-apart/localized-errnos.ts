/**
 * What operating systems and runtimes say in their users' languages, under Node's names: the C libraries' sentences
 * (strerror, gai_strerror) and those of Windows and .NET in German, Dutch, French, Spanish, Portuguese, Italian, Polish,
 * Czech, Turkish, Russian, Chinese, Japanese and Korean. Shortened to the words that stay the same over versions.
 */
export const localizedErrnos: readonly (readonly [string, RegExp])[] = [
  ...connectionWords(),
  [
    "ENOTFOUND",
    /Der Name oder der Dienst ist nicht bekannt|(?:Server|Host|Rechner)name\w{0,2} (?:[^\s]{1,80} )?(?:konnte|kann|wurde) nicht (?:aufgelöst|gefunden)|nom (?:du serveur|d'hôte) (?:n'a pas pu être (?:résolu|trouvé)|introuvable)|[Ii]mpossible de trouver le serveur|[Nn]o se (?:pudo|puede) (?:resolver|encontrar) el (?:servidor|host)|[Nn]ão foi possível (?:resolver|encontrar) o (?:servidor|host|nome)|[Ii]mpossibile (?:risolvere|trovare) (?:il |l')(?:server|host|nome)|[Nn]ie (?:można|udało się) (?:znaleźć|odnaleźć|rozpoznać) (?:serwera|hosta|nazwy)|[Нн]е удалось (?:найти|разрешить) (?:сервер|хост|имя)|Host ist unbekannt|Servername oder die Serveradresse konnte nicht|Remotename konnte nicht aufgelöst|Naam of dienst is niet bekend|Naam of service is onbekend|Deze host is niet bekend|externe naam kan niet worden omgezet|résoudre le nom distant|Ce nom d'hôte est inconnu|nom distant n'a pu être résolu|Nombre o servicio desconocido|Nombre de host desconocido|nombre remoto|Nome ou serviço desconhecido|resolver o nome remoto|Host desconhecido|Nome o servizio sconosciuto|nome remoto|Host sconosciuto|Nieznana nazwa lub usługa|Nieznana nazwa lub serwis|Nie można rozpoznać nazwy zdalnej|Neznámé jméno nebo služba|Tento hostitel není znám|Ad ya da hizmet bilinmiyor|Bilinen böyle bir ana bilgisayar yok|Имя или служба не известны|Неизвестное имя или служба|разрешить удаленное имя|[Хх]ост неизвестен|未知的名称或服务|未知的名稱或服務|解析此远程名称|無法解析遠端名稱|不知道这样的主机|無法識別這台主機|名前またはサービスが不明|名前または(?:サービス|ノード)が不明|リモート名を解決できません|そのようなホストは不明|이름 혹은 서비스를 알 수 없습니다|원격 이름을 확인할 수 없습니다|알려진 호스트가 없습니다/i,
  ],
  [
    "EAI_AGAIN",
    /Fehler (?:bei|in) der Namensauflösung|Namensauflösung (?:ist )?(?:vorübergehend|temporär)|fout bij naamsherleiding|Échec temporaire dans la r[ée]solution|Fallo temporal en la resolución|Falha temporária na resolução|nome temporaneamente fallita|Errore temporaneo (?:nella|di) risoluzione|Tymczasowy błąd rozwiązywania nazw|Dočasné selhání při překladu|Ad çözümlemede geçici|Временный сбой (?:в|при) разрешени|域名解析(?:暂时|出现暂时性)|名称解析(?:暂时失败|出错)|名稱解析暫時失敗|名前解決に一時的に失敗|이름 변환에 일시적으로 실패/i,
  ],
  [
    "ECONNREFUSED",
    /Zielcomputer die Verbindung verweiger|Verbindungsaufbau (?:wurde )?abgelehnt|verbinding (?:actief )?(?:heeft |is |werd )?geweigerd|Connexion refusée|a expressément refusé|denegó expresamente|Conexión (?:rehusada|rechazada|denegada)|Conexão recusada|(?:recus\w{1,5}|recusou)-?a?s? ativamente|recusaram activamente|Connessione rifiutata|Rifiuto persistente|aktywnie (?:go |jej )?odmawia|Połączenie odrzucone|odmow\w{1,5} połączenia|Spojení odmítnuto|cílový počítač je aktivně odmítl|Bağlantı reddedildi|etkin olarak reddetti|В соединении отказано|Соединение отклонено|отверг запрос на подключение|积极拒绝|主动拒绝|拒絕連線|拒绝连接|连接被拒绝|連線被拒|接続を拒否|接続が拒否|によって拒否された|연결이 거부|연결을 거부/i,
  ],
  [
    "EHOSTUNREACH",
    /(?:Kein Weg|Keine Route) zum (?:Ziel|Host|Rechner)|nicht verfügbares Netzwerk|nicht (?:verfügbaren|erreichbaren) Host|Netzwerk ist nicht erreichbar|Netwerk is onbereikbaar|Geen route naar host|Aucun chemin d'accès|réseau (?:n'est pas accessible|impossible à atteindre|inaccessible)|[Rr]ed (?:es inaccesible|no accesible|inalcanzable)|No (?:existe|hay) (?:ninguna )?ruta|A rede está (?:fora de alcance|inacessível)|rede inacessível|Nenhuma rota para|(?:La )?[Rr]ete non è raggiungibile|[Nn]essun instradamento per l'host|Sieć jest niedostępna|Brak trasy do hosta|Síť není dostupná|Není cesta k|Ağa ulaşılamıyor|Сеть недоступна|Нет маршрута|недоступной сети|没有到主机的路由|沒有路由到主機|网络不可达|網路無法(?:連線|到達)|无法访问的网络|無法到達的網路|ネットワークに届きません|ホストへの経路がありません|到達できないネットワーク|네트워크가 접근 불가능|호스트로 갈 루트가 없음/i,
  ],
  [
    "ETIMEDOUT",
    /Wartezeit für die Verbindung (?:ist )?abgelaufen|Zeitüberschreitung|Timeout für den Vorgang|Zeitlimit (?:wurde )?(?:überschritten|erreicht)|(?:Verbindung|Anfrage|Vorgang).{0,30}(?:Zeitlimit|Timeout)|time-?out van de bewerking|verbinding verlopen|Wachttijd voor verbinding is verstreken|expiration du délai|délai d'attente|délai d'expiration|délai (?:est )?dépassé|[Ee]xpiró el tiempo|tiempo de espera|[Tt]empo (?:de conexão )?esgotado|tempo limite|[Cc]onnessione scaduta|dopo l'intervallo di tempo|timeout (?:dell'operazione|della connessione)|po ustalonym okresie czasu|[Uu]płynął limit czasu|Przekroczono (?:czas|limit czasu)|Časový limit|zaman aşımı|[Вв]ремя ожидания .{0,40}истекло|истекло время ожидания|[Пп]ревышен(?:о|ие)? (?:время|тайм-?аут|времени)|连接尝试失败|連線嘗試失敗|(?:连接|操作|请求|响应)超时|(?:連線|操作|要求|作業)逾時|(?:接続|操作|要求|通信)が?(?:は)?タイムアウト|タイムアウトになりました|시간(?:이)? 초과/i,
  ],
  [
    "ECONNRESET",
    /Verbindung (?:wurde|ist) (?:vom|von der|durch den) .{0,40}(?:zurückgesetzt|geschlossen|getrennt|beendet|abgebrochen)|zugrunde liegende Verbindung wurde (?:ge|ab|unter)|Datenübergabe unterbrochen|bestaande verbinding is geforceerd|[Vv]erbinding (?:is )?(?:verbroken|weggevallen|gesloten) door|[Vv]erbinding is (?:verbroken|weggevallen)|connexion (?:existante )?(?:a dû être|a été|sous-jacente a été) (?:fermée|interrompue|réinitialisée)|Relais brisé|Connexion ré-?initialisée|interrupción de una conexión|(?:Se ha terminado|Se terminó) la conexión|[Cc]onexión (?:reinicializada|restablecida|cerrada)|Tubería rota|cancelamento de uma conexão|[Cc]onexão (?:fechada|redefinida|subjacente .{0,20}fechada)|interrotta forzatamente|[Cc]onnessione (?:interrotta|reimpostata|chiusa|sottostante)|Pipe interrotta|gwałtownie zamknięte|Połączenie zerwane|Połączenie podstawowe zostało|vzdálený hostitel|[Ss]pojení (?:bylo )?(?:zrušeno|přerušeno|resetováno)|bağlantı uzaktaki|разорвал существующее|Соединение (?:разорвано|сброшено|закрыто)|Базовое соединение закрыто|Обрыв канала|强迫关闭|(?:连接|链接)(?:已)?被(?:对方|对端)?(?:重置|重设|意外关闭|关闭)|基础连接已经?关闭|連線已關閉|遠端主機已強制關閉|对端重设|断开的管道|強制的に切断|接続が相手からリセット|接続が(?:リセット|切断|閉じ)|基礎になる接続が閉じ|パイプが切れました|원격 호스트에 의해 강제로|연결이 .{0,12}(?:끊|초기화)|피어가 연결을 재설정/i,
  ],
];

/**
 * A connection, near what became of it, as mail programs say it with the server's name between the two. The gap ends with
 * the clause, as the next one may be about something else; and as a "connexion" is a sign-in as well, and a session
 * expires too, most of the words count only of one to a server.
 */
function connectionWords(): (readonly [string, RegExp])[] {
  const connection =
    "(?:\\bVerbindung(?:saufbau)?|\\b[Cc]onnexion|\\b[Cc]onexi[oó]n|\\b[Cc]onexão|\\b[Ll]igação|\\b[Cc]onnessione|\\b[Vv]erbinding|连接|連線|接続)";
  const clause = "(?:[^,;:.\\n]|\\.(?! ))";
  const server = "(?:[Ss]erver|[Ss]erveur|[Ss]ervidor|SMTP|IMAP|POP|[Hh]ost|hôte|伺服器|服务器|サーバー)";
  const near = (ends: string, toServer: string) =>
    new RegExp(
      `${connection}${clause}{0,60}?${server}${clause}{0,100}?(?:${toServer})|${connection}${clause}{0,100}?(?:${ends})`,
    );
  return [
    [
      "ECONNREFUSED",
      near(
        "(?:wurde|ist) (?:\\w{1,8} )?(?:verweigert|zurückgewiesen)|(?:fue|ha sido) (?:rechazad|rehusad)a|(?:werd|is) geweigerd",
        "(?:wurde|ist) (?:\\w{1,8} )?abgelehnt|(?:a été|est) refusée|(?:fue|ha sido) denegada|foi recusada|è stata rifiutata",
      ),
    ],
    [
      "ETIMEDOUT",
      near(
        "(?:Ablaufz|Z)eit(?:limit)? .{0,16}überschritten|is verlopen|逾時|超时|タイムアウト",
        "abgelaufen|a expiré|agotado|caducado|expirou|esgot(?:ou|ado)|è scaduta",
      ),
    ],
    [
      "ECONNRESET",
      near(
        "(?:unter|ab)gebrochen|unterbrochen|abgerissen|interrompue|coupée|interrumpid|cortad|interrompida|è stata interrotta|verbroken|onderbroken|中断|中斷|切断され|途切れ",
        "verloren|perdue|se perdió|perdida|è stata persa",
      ),
    ],
  ];
}
