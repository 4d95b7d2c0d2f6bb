import type { Rule } from "./rule";

const way = (raw: string) => ({ stage: "network", provider: "other", raw }) as const;

/** TLS in the words of OpenSSL, Node, Python, Java, .NET, Go, curl, GnuTLS and Schannel. */
export const tlsRules: readonly Rule[] = [
  {
    cause: "tls_plain_port",
    confidence: 0.95,
    words:
      /wrong version number|WRONG_VERSION_NUMBER|packet length too long|record layer failure|Unrecogni[sz]ed SSL message, plaintext connection|Unsupported or unrecogni[sz]ed SSL message|first record does not look like a TLS handshake|(?:SSL|TLS|_HELLO|routines).{0,60}unknown protocol|ERR_SSL_(?:HTTP_REQUEST|UNKNOWN_PROTOCOL|PACKET_LENGTH_TOO_LONG)|:http request:|SSL23_GET_SERVER_HELLO:unknown|determine the frame size|frame with illegal|received record with version|unexpected (?:TLS )?packet (?:was received|with illegal)|unexpected TLS packet|corrupted frame|SSL_ERROR_RX_RECORD_TOO_LONG|tls: oversized record|handshake failed due to an unexpected packet format|received corrupt message of type InvalidContentType|InvalidContentType|not an SSL\/TLS record|server (?:doesn't|does not) (?:seem to )?(?:speak|support|use) (?:SSL|TLS) on this port|does not begin with TLS|0A00010B|1408F10B|140770FC|MBEDTLS_ERR_SSL_INVALID_RECORD|An invalid SSL record was received|-0x7200\b|SSL3_GET_RECORD/i,
    without: /unsupported protocol|tlsv1 alert protocol/i,
    example: way("write EPROTO 80D8F3:error:0A00010B:SSL routines:ssl3_get_record:wrong version number"),
  },
  {
    cause: "tls_version",
    confidence: 0.95,
    words:
      /(?:SSL|TLS|routines|handshake|alert|error:).{0,60}unsupported protocol\b(?! scheme)|UNSUPPORTED_PROTOCOL|alert protocol version|ALERT_PROTOCOL_VERSION|protocol version (?:alert|not supported)|no protocols available|VERSION_TOO_LOW|wrong ssl version|WRONG_SSL_VERSION|TLS ?v?1\.[01] .{0,60}not (?:supported|allowed)|No appropriate protocol|client and server cannot communicate|server selected unsupported protocol version|inappropriate protocol|ERR_SSL_VERSION_OR_CIPHER|NO_SHARED_CIPHER|no shared cipher|no cipher(?:s| suites?) (?:in common|match|available)|no TLS version in common|protocol is disabled or cipher suites are inappropriate|tls: (?:no supported versions|protocol version not supported)|ssl_choose_client_version|legacy sigalg|NO_PROTOCOLS_AVAILABLE|0A000102|0A00042E|1409442E/i,
    example: way("error:0A000102:SSL routines::unsupported protocol"),
  },
  {
    cause: "tls_expired",
    confidence: 0.95,
    words:
      /certificate (?:has |is |was )?(?:already )?expired|certificate (?:of|for) [^ ]{1,80} (?:has |is |was |ran )?(?:expired|out)\b|CERT_HAS_EXPIRED|certificate is not yet valid|CERT_NOT_YET_VALID|expired certificate|CertificateExpired|validity check failed|certificate.{0,40}(?:NotTimeValid|expired or (?:is )?not yet valid)|\bNotTimeValid\b|SEC_E_CERT_EXPIRED|expired or is not yet valid|ERR_CERT_DATE_INVALID|certificate expired|Zertifikat.{0,30}abgelaufen|certificat a expiré|certificado .{0,30}(?:caduc|expir)|0x800B0101|peer certificate: Expired|CERTIFICATE_EXPIRED|not within its validity period/i,
    without: /client secret|AADSTS/i,
    example: way("SSL certificate problem: certificate has expired"),
  },
  {
    cause: "tls_hostname_mismatch",
    confidence: 0.95,
    words:
      /ERR_TLS_CERT_ALTNAME_INVALID|Hostname\/IP does(?:n't| not) match|hostname mismatch|doesn't match ['"][a-z0-9.*-]{3,80}['"]|doesn't match either of|Hostname .{0,100} doesn't match|certificate (?:is |was )?(?:not )?(?:valid|issued) for .{0,200}not|Peer certificate CN=.{0,80}did not match|no alternative certificate subject name|does not match (?:the )?(?:target )?host ?name|No subject alternative (?:DNS )?names? (?:matching|present)|No name matching .{0,100} found|RemoteCertificateNameMismatch|certificate is not valid for any names|certificate name (?:mismatch|does not match)|wrong host ?name|Server name does not match certificate|server certificate does NOT match|SEC_E_WRONG_PRINCIPAL|target principal name is incorrect|ERR_CERT_COMMON_NAME_INVALID|SSL: no alternative certificate|certificate is valid for .{0,300}, not |The host name did not match any of the valid hosts|name in (?:the )?certificate.{0,40}(?:invalid|mismatch|not match)|NotValidForName|IP address mismatch|The certificate's owner does not match hostname|does not match the server certificate|SSLPeerUnverifiedException|Hostname .{1,100} not verified|host name .{0,60}did not match the name given/i,
    example: way(
      "Hostname/IP does not match certificate's altnames: Host: mail.acme.example. is not in the cert's altnames",
    ),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.95,
    words: /self.?signed certificate in (?:certificate )?chain|SELF_SIGNED_CERT_IN_CHAIN/i,
    example: way("self-signed certificate in certificate chain"),
  },
  {
    cause: "tls_self_signed",
    confidence: 0.95,
    words: /self.?signed|DEPTH_ZERO_SELF_SIGNED_CERT|num=18|SelfSigned|selbstsigniert|auto-?signé|autofirmado/i,
    example: way("Error: self signed certificate DEPTH_ZERO_SELF_SIGNED_CERT"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.95,
    words:
      /unable to (?:get|find) (?:local )?(?:issuer|the local issuer)|unable to verify the first certificate|UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)\w{0,40}|PKIX path building|unable to find valid certification path|signed by unknown authority|system roots|UntrustedRoot|PartialChain|certificate (?:un|not )trusted|untrusted (?:root|certificate|issuer)|unknown (?:ca|issuer|authority)\b|tlsv1 alert unknown ca|alert unsupported certificate|SEC_E_UNTRUSTED_ROOT|authority that is not trusted|issuer .{0,30}(?:not trusted|unknown)|Peer certificate cannot be authenticated|not trusted by (?!the system for one)|Trust anchor for certification path not found|ERR_CERT_AUTHORITY_INVALID|The certificate chain was issued by an authority|CERT_UNTRUSTED|num=(?:19|20|21)\b|UnknownIssuer|SSL_ERROR_BAD_CERT|unable to load (?:ca|certificate)|Das Zertifikat ist nicht|no valid certification path/i,
    example: way("unable to get local issuer certificate"),
  },
  {
    cause: "tls_hostname_mismatch",
    confidence: 0.6,
    alternatives: ["tls_untrusted_issuer"],
    words: /legacy Common Name field|cannot validate certificate for .{1,80} because it doesn't contain any/i,
    example: way("x509: certificate relies on legacy Common Name field, use SANs"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.75,
    alternatives: ["tls_self_signed", "tls_hostname_mismatch", "tls_expired"],
    // Refused, and the reason is not told.
    words:
      /invalid peer certificate|certificate (?:for|of) .{1,80} is invalid\b|PKIX path|ValidatorException|RemoteCertificateChainErrors|certificate (?:is |was |could |can |has )?(?:not|n't)(?: be| been)? (?:trusted|verified|validated|accepted)|(?:could not|cannot|can't|unable to|failed to) (?:verify|validate|trust) (?:the |this |its )?(?:\w{1,12} ){0,2}(?:certificate|identity)|(?:bad|invalid|untrusted) (?:server |remote |TLS |SSL |peer )?certificate\b|(?:can't|cannot|unable to|could not) (?:be )?verif\w{1,3} (?:the )?(?:server(?:'s)? identity|identity of)|Serveridentität kann nicht|identité du serveur .{0,30}(?:pas|impossible)|identidad del servidor|identità del server|identidade do servidor|alert,? \(?(?:bad |number 4[26]|certificate unknown)|MBEDTLS_ERR_X509_CERT_VERIFY_FAILED|X509 - Certificate verification failed|-0x2700\b|certificate_unknown|bad_certificate|bad certificate|Could not establish trust relationship|certificate[_ ]verify[_ ]failed|SSL certificate problem|remote certificate (?:is|was) (?:invalid|rejected)|certificate validation (?:failed|error)|Certificate failure for|error setting certificate|Remotezertifikat ist laut|Vertrauensstellung|curl.{0,20}\(60\)|cURL error 60\b|CURLE_(?:PEER_FAILED|SSL_CACERT)/i,
    example: way("error:0A000086:SSL routines::certificate verify failed"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.5,
    alternatives: ["tls_self_signed", "tls_expired", "tls_version"],
    words: /not trusted by the system for one|error occurred while establishing a secure connection/i,
    example: way(
      "SslHandshakeException: The SSL certificate presented by the server is not trusted by the system for one or more of the following reasons: 1. The server is using a self-signed certificate which cannot be verified. 2. The local system is missing a Root",
    ),
  },
  {
    cause: "tls_version",
    confidence: 0.65,
    words:
      /dh key too small|DH_KEY_TOO_SMALL|ee key too small|ca md too weak|bad signature algorithm|unsafe legacy renegotiation/i,
    example: way("error:141A318A:SSL routines:tls_process_ske_dhe:dh key too small"),
  },
  {
    cause: "tls_version",
    confidence: 0.5,
    alternatives: ["connection_reset", "tls_plain_port", "tls_untrusted_issuer"],
    words:
      /handshake[_ ](?:has )?fail|alert handshake|alert internal error|SEC_E_ILLEGAL_MESSAGE|0x80090326|fatal (?:SSL\/TLS|TLS|SSL) alert|(?:rejected|refused) the (?:SSL\/TLS|TLS|SSL) connection|(?:TLS|SSL) (?:error on connection|(?:connection|negotiation|setup|startup|session) failed|failed:)|MBEDTLS_ERR_SSL_(?:FATAL_ALERT|HANDSHAKE)\w{0,20}|-0x7780\b|TLS ?v?1\.[01] .{0,60}(?:disabled|deprecated|no longer)|alert: ?HandshakeFailure|:handshake_failure|SSLHandshakeException|TLS handshake|SSL handshake|SSL negotiation failed|TLS\/SSL failure|Crypto\(\): Failed|Failed to enable crypto|unable to (?:start|negotiate|establish|connect with) (?:a )?(?:TLS|SSL)|internal error alert|STARTTLS failed|curl.{0,20}\(35\)|SSL connect error|tls_process|bad[_ ]record[_ ]mac|record[_ ]overflow|decrypt(?:ion)?[_ ](?:error|failed)|illegal[_ ]parameter|tls_alert|fatal alert|insufficient[_ ]security|unrecogni[sz]ed[_ ]name/i,
    without:
      /timed ?out|timeout|ECONNRESET|reset by peer|SSL_ERROR_SYSCALL|unexpected eof|EOF occurred|errno ?[=:] ?(?:104|54|32|110|60)|remote host (?:terminated|closed)|closed connection/i,
    example: way("javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure"),
  },
];
