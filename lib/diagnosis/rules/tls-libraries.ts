import type { Rule } from "./rule";

const way = (raw: string) => ({ stage: "network", provider: "other", raw }) as const;

/**
 * TLS in the words of NSS (Thunderbird), Schannel and .NET in their users' languages, GnuTLS, rustls, MailKit, msmtp and
 * fetchmail. They come before the rules of tls.ts, whose words are shorter and would match parts of these.
 */
export const tlsLibraryRules: readonly Rule[] = [
  {
    cause: "tls_plain_port",
    confidence: 0.9,
    words:
      /port \d{2,5} is typically reserved for plain-?text|exceeded the maximum permissible length|record packet with illegal version|0x80090308|SEC_E_INVALID_TOKEN|unerwarteten Paketformats|format de paquet inattendu|formato de paquete inesperado|formato inesperado do pacote|formato (?:di )?pacchetto (?:imprevisto|inatteso)|意外的(?:数据)?包格式|予期しないパケット形式|not an? (?:SSL|TLS) (?:record|message|port)|SSL_ERROR_RX_(?:RECORD_TOO_LONG|UNEXPECTED|MALFORMED)|plaintext connection\?|received plain ?text|non-TLS (?:data|response)|http response to https|Packet_Parsing|invalid (?:record )?header type|got (?:an? )?unexpected .{0,12}instead of (?:a )?TLS|unsupported_record_type|In state :?hello\b.{0,120}Unexpected[_ ]Message/i,
    example: way(
      "When connecting to an SMTP service, port 587 is typically reserved for plain-text connections. If you intended to connect to SMTP on the SSL port, try connecting to port 465 instead.",
    ),
  },
  {
    cause: "tls_version",
    confidence: 0.95,
    words:
      /SSL_ERROR_(?:UNSUPPORTED_VERSION|NO_CYPHER_OVERLAP|PROTOCOL_VERSION_ALERT)|unsupported version of (?:the )?security protocol|no common encryption algorithm|SEC_E_ALGORITHM_MISMATCH|0x80090331|errSSL(?:Protocol|Negotiation|BadCipherSuite|PeerProtocolVersion|PeerInsufficientSecurity)\b|SEC_E_UNSUPPORTED_FUNCTION|0x80090302|(?:fatal alert: ?|tls_alert, ?\{:)(?:PROTOCOL_VERSION|protocol_version|ProtocolVersion|insufficient_security|InsufficientSecurity)|Could not generate DH keypair|illegal or unsupported version|No supported cipher suites|client and server cannot communicate|nicht über einen gemeinsamen Algorithmus|ne possèdent pas un algorithme commun|no poseen un algoritmo común|não possuem um algoritmo (?:em )?comum|non dispongono di un algoritmo comune|没有共同的算法|不具备共同的算法|共通のアルゴリズム|не имеют общего алгоритма|peer is incompatible|not accepted by (?:client|server) preferences|PeerIncompatible|no (?:overlapping|mutually supported|compatible) (?:TLS )?(?:versions?|protocols?|ciphers?)|requires? TLS ?v?1\.[23]|TLS ?v?1\.[23] or (?:higher|later|above) (?:is )?required/i,
    example: way("SSL_ERROR_UNSUPPORTED_VERSION: Peer using unsupported version of security protocol."),
  },
  {
    cause: "tls_expired",
    confidence: 0.95,
    words:
      /SSL_ERROR_EXPIRED_CERT|SEC_ERROR_EXPIRED_(?:ISSUER_)?CERTIFICATE|certificate chain uses expired|errSSLCertExpired|nicht im Gültigkeitszeitraum|certificat .{0,40}(?:est )?(?:expiré|périmé)|certificado .{0,20}(?:ha caducado|vencid|expirad)|certificato .{0,20}scadut|证书(?:已)?过期|證書已過期|証明書の(?:有効)?期限|срок действия сертификата|Server certificate (?:has )?expired/i,
    example: way("SEC_ERROR_EXPIRED_CERTIFICATE"),
  },
  {
    cause: "tls_hostname_mismatch",
    confidence: 0.95,
    words:
      /SSL_ERROR_BAD_CERT_DOMAIN|domain name does not match the server|name on the security certificate is invalid|certificate not valid for name|common ?name (?:did not match|mismatch)|subject name mismatch|hostname_check_failed|errSSLHostNameMismatch|\bno SSL certificate name match|host ?name verification failed|HostnameMismatch|CommonName mismatch|certificate owner does not match|num=62\b|Name(?:n)? (?:des|im) Zertifikats? .{0,40}(?:stimmt nicht|nicht überein)|Zertifikatsname|nom (?:du|sur le|dans le) certificat .{0,60}(?:ne correspond|incorrect)|nombre (?:del|en el) certificado .{0,60}no coincide|nome (?:do|no) certificado .{0,60}não (?:corresponde|coincide)|0x80090322|0x800B010F|CERT_E_CN_NO_MATCH/i,
    example: way("SSL_ERROR_BAD_CERT_DOMAIN"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.9,
    words:
      /SEC_ERROR_(?:UNKNOWN|UNTRUSTED|CA_CERT)_?\w{0,12}(?!.{0,40}SELF_SIGNED)|nicht vertrauenswürdige(?:n|r)? (?:Zertifizierungsstelle|Stamm)|autorité (?:de certification )?(?:qui n'est pas approuvée|non approuvée)|entidad (?:de certificación )?(?:en la que no se confía|que no es de confianza)|autoridade (?:de certificação )?(?:que )?não (?:é )?confiável|不受信任的(?:颁发|根)|信頼されていない(?:機関|ルート)|0x80090325|0x800B0109|errSSL(?:XCertChainInvalid|UnknownRootCert|NoRootCert|CertNotTrusted)|CERT_E_UNTRUSTEDROOT/i,
    example: way("SEC_ERROR_UNKNOWN_ISSUER"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.75,
    alternatives: ["tls_self_signed", "tls_hostname_mismatch", "tls_expired"],
    // .NET's sentence for every certificate that it refuses, and GnuTLS's.
    words:
      /certificat distant n'est pas valide|certificado remoto (?:no es válido|é inválido|não é válido)|certificato remoto non è valido|externe certificaat is ongeldig|Zdalny certyfikat jest nieprawidłowy|сертификат недействителен|(?:远程)?证书无效|遠端憑證無效|リモート証明書(?:は無効|が無効)|server certificate verification failed|certificate (?:has been |was |is )?revoked|CERT_E_REVOKED|CRYPT_E_(?:NO_)?REVO\w{3,20}|\brevocation (?:function|status|server|check)\b.{0,60}(?:unable|unknown|offline|not|fail)|certificate verification (?:failed|error)|TLS certificate verification failed/i,
    without: /hostname|host name|expired|self.?signed|unable to get/i,
    example: way("Le certificat distant n'est pas valide selon la procédure de validation."),
  },
  {
    cause: "tls_version",
    confidence: 0.6,
    alternatives: ["tls_untrusted_issuer", "connection_reset"],
    // .NET's sentence for a handshake that failed for whatever reason.
    words:
      /create SSL\/TLS secure channel|geschützte[rn]? SSL\/TLS-Kanal|canal sécurisé SSL\/TLS|canal seguro (?:para )?SSL\/TLS|canale sicuro SSL\/TLS|SSL\/TLS 安全通道|SSL\/TLS のセキュリティで保護された|защищенный канал SSL\/TLS|A call to SSPI failed|Authentication failed, see inner exception|SecureChannelFailure/i,
    without: /trust relationship|certificate .{0,40}(?:invalid|expired|untrusted)|forcibly closed/i,
    example: way("The request was aborted: Could not create SSL/TLS secure channel."),
  },
  {
    cause: "connection_reset",
    confidence: 0.75,
    alternatives: ["tls_version", "tls_plain_port"],
    words:
      /failed to receive handshake|remote party (?:has )?(?:closed|sent a|terminated)|transport stream|premature (?:EOF|end) .{0,20}(?:handshake|TLS)|(?:TLS|SSL) handshake:? (?:unexpected )?eof/i,
    example: way("Authentication failed because the remote party has closed the transport stream."),
  },
];
