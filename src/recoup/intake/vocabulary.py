"""The words for columns, kinds, yes and no, totals and months, as data: English, German, French, Spanish, Italian, Dutch."""

# ruff: noqa: E501 - data, a word and its synonyms on one line

_DEBTOR: dict[str, str] = {
    "debtor_number": "debtor number|customer number|customer no|customer id|cust number|cust no|cust id|customer code|"
    "client number|client no|client id|client code|account number|account no|account ref|a/c|a/c ref|"
    "customer account|debtor no|debtor id|debtor code|contact id|contact number|contact code|partner id|customer ref|"
    "customer reference|customer key|bill to number|sold to|sold to party|payer number|buyer id|"
    "kundennummer|kunden nr|kundennr|kunde nr|kd nr|kdnr|debitorennummer|debitoren nr|debitor nr|debitor nummer|"
    "debitorenkonto|personenkonto|kontonummer debitor|kunden id|kreditnehmernummer|kunden konto|geschaeftspartner nummer|"
    "numero client|no client|n client|code client|num client|compte client|reference client|ref client|identifiant client|"
    "id client|compte auxiliaire|compaux num|code tiers|numero de client|"
    "numero de cliente|numero cliente|codigo cliente|codigo de cliente|cod cliente|id cliente|n cliente|no cliente|"
    "cuenta cliente|referencia cliente|codice cliente|numero di cliente|id del cliente|conto cliente|"
    "klantnummer|klant nr|klantnr|klantcode|klant id|debiteurnummer|debiteurennummer|debiteur nr|debiteurnr|"
    "debiteurcode|relatienummer|relatiecode|relatie id|klant code|kundenr|kunde id|"
    "compte tiers|code tiers|tiers code|numero tiers|subcuenta|codigo subcuenta|kundennr.|party code|party id|kundnr|kundnummer|kundenummer|debitorkontonummer|contact no",
    "debtor_name": "debtor name|customer name|cust name|name customer|client name|debtor|customer|client|contact name|"
    "company|company name|organisation|organization|account name|buyer|buyer name|bill to|bill to name|customer full name|"
    "customer company|invoice partner display name|partner|partner name|partner display name|business name|"
    "sold to name|invoiced to|invoice to|trading name|customer contact|name of customer|customer name 1|contact company|"
    "kundenname|kunde|name kunde|name des kunden|debitor|debitorenname|name debitor|kontobezeichnung|firma|firmenname|"
    "rechnungsempfaenger|empfaenger name|kontakt name|kunde name|geschaeftspartner|auftraggeber|adressat|unternehmen|"
    "kontoname|name firma|kundenname 1|kontakt firma|"
    "nom client|nom du client|raison sociale|tiers|nom tiers|societe|nom de la societe|nom societe|libelle client|"
    "entreprise|compaux lib|debiteur|denomination|"
    "cliente|nombre cliente|nombre del cliente|nombre de cliente|razon social|empresa|deudor|nombre fiscal|"
    "nome cliente|ragione sociale|denominazione|denominazione cliente|intestatario|azienda|nominativo|debitore|"
    "cliente denominazione|klant|klantnaam|naam klant|debiteur naam|debiteurnaam|naam debiteur|relatie|relatienaam|"
    "naam relatie|bedrijf|bedrijfsnaam|naam bedrijf|afnemer|kundenavn|"
    "party|party name|partys name|name of party|customer company name|anzeigename rechnungspartner|anzeigename des rechnungspartners|rechnungspartner anzeigename|rechnungspartner|nom affichage partenaire facture|nom affichage partenaire facturation|nom partenaire facture|nombre empresa en factura|nombre mostrar contacto factura|nombre contacto factura|nome visualizzato partner fattura|nome visualizzato partner|weergavenaam factuurpartner|weergavenaam partner factuur|intitule tiers|intitule compte|titulo cuenta|nombre fiscal cliente|kundnamn|payee name|customer display name|customer name company",
    "debtor_kind": "debtor kind|customer type|client type|debtor type|kundenart|kundentyp|type client|type de client|"
    "tipo cliente|tipo de cliente|tipo di cliente|klanttype|customer kind|legal form|rechtsform|forme juridique",
    "register_number": "register number|registration number|company number|company registration number|company reg no|"
    "registered number|handelsregisternummer|hrb|hrb nummer|handelsregister|siren|siret|numero siren|numero siret|"
    "numero de registro|kvk|kvk nummer|kvknummer|rea|organisasjonsnr|crn|business id",
    "vat_id": "vat number|vat no|vat id|vat reg no|vat registration number|tax id|tax number|tax registration number|"
    "ust id|ust idnr|ustid|umsatzsteuer id|umsatzsteuer identifikationsnummer|uid|uid nummer|ust id nr|steuernummer|"
    "numero tva|n tva|tva intracommunautaire|numero de tva|numero tva intracommunautaire|nif|cif|nif cif|nif/cif|"
    "partita iva|p iva|piva|codice fiscale|btw nummer|btwnummer|btw nr|btw id|gstin|abn|mvanr|tax number id",
    "country": "country|country code|customer country|billing country|bill to country|land|laendercode|landkuerzel|"
    "pays|code pays|pais|codigo pais|paese|nazione|landcode|po country|client country|debtor country|iso country|land code|"
    "customer country code|land kunde",
    "region": "region|state|province|province/state|state/province|county|billing state|bundesland|kanton|departement|"
    "provincia|regione|provincie|po region|state province region",
    "language": "language|language code|sprache|langue|idioma|lingua|taal|locale|sprachcode|customer language",
    "street": "street|address|address line 1|address 1|billing address|billing street|street address|po address line 1|"
    "strasse|anschrift|adresse|adresszeile 1|strasse und hausnummer|rue|adresse 1|adresse ligne 1|direccion|calle|domicilio|"
    "indirizzo|via|adres|straat|billing address line 1|bill to address|adres regel 1|sa address line 1|street 1",
    "postal_code": "postal code|postcode|zip|zip code|postal code/zip code|billing postal code|billing zip|plz|postleitzahl|"
    "code postal|cp|codigo postal|cap|po postal code|billing code|post code",
    "city": "city|town|billing city|ort|stadt|wohnort|ville|commune|ciudad|poblacion|localidad|citta|comune|localita|"
    "plaats|woonplaats|stad|po city|town city",
    "email": "email|e mail|email address|e mail address|mail|customer email|client email|contact email|billing email|"
    "email adresse|e mail adresse|mailadresse|courriel|adresse email|adresse mail|adresse e mail|correo|correo electronico|"
    "email cliente|indirizzo email|posta elettronica|e mailadres|emailadres|mailadres|primary email id|main email|pec|"
    "bill to email|invoice email|rechnungs email|facturatie email",
    "phone": "phone|telephone|phone number|telephone number|tel|mobile|mobile phone|customer phone|contact phone|phones|"
    "telefon|telefonnummer|rufnummer|mobil|handy|telefono|telephone portable|portable|movil|cellulare|telefoon|"
    "telefoonnummer|mobiel|main phone|tel no|numero de telephone|numero di telefono|work phone",
    "terms_days": "terms|terms days|payment terms|payment term|cust payment terms|payment days|credit terms|credit days|"
    "net days|zahlungsziel|zahlungsziel tage|zahlungsbedingung|zahlungsbedingungen|ziel tage|zahlungsfrist|"
    "conditions de paiement|condition de paiement|delai de paiement|delai|condiciones de pago|plazo de pago|plazo|"
    "termini di pagamento|condizioni di pagamento|giorni pagamento|betalingsconditie|betaaltermijn|betalingstermijn|"
    "betalingsvoorwaarde|invoice payment term id",
    "account_owner": "account owner|account manager|sales rep|salesperson|sales person|sales representative|rep|owner|"
    "responsible|vertreter|verkaeufer|kundenbetreuer|aussendienst|sachbearbeiter|betreuer|vendeur|commercial|"
    "representant|vendedor|comercial|agente|venditore|verkoper|accountmanager|vertegenwoordiger|invoice user id",
}

_INVOICE: dict[str, str] = {
    "number": "invoice number|invoice no|invoice num|invoice id|invoice|invoice code|inv no|inv number|inv|inv num|"
    "document number|document no|doc no|doc id|doc number|document id|bill number|bill no|voucher number|voucher no|"
    "sales invoice number|invoice ref number|rechnungsnummer|rechnungs nr|rechnungsnr|rechnung nr|rechnung|re nr|rg nr|"
    "rgnr|renr|belegnummer|beleg nr|belegnr|beleg nummer|belegfeld 1|faktura nr|fakturanummer|rechnungs nummer|opos nr|"
    "numero de facture|numero facture|n facture|no facture|num facture|facture|facture n|numero de la facture|facture no|"
    "numero de piece|n piece|piece ref|numero de document|numero de factura|numero factura|n factura|no factura|"
    "num factura|factura|n de factura|factura no|factura num|"
    "numero fattura|n fattura|fattura|numero documento|n documento|nr fattura|fattura n|num fattura|fattura numero|"
    "num documento|numero de documento|factuurnummer|factuur nr|factuurnr|factuur|factuur nummer|faktuurnummer|"
    "stuknummer|boekstuknummer|invoice reference id|"
    "inv ref|invoice ref|trx number|transaction number|tran no|trans no|num doc|numero doc|nr doc|n doc|no doc|document num|fakturanr|fakturanummer|num factura|numero fra|n fra|num fra|no fra|factura numero|beleg numero|belegnr|rechnungs id|facturas no|sales invoice no|document no|nummer factuur|numero piece|piece|fattura numero|num fatt|n fatt|nr fatt",
    "kind": "document type|doc type|transaction type|invoice type|type of document|document kind|kind|belegart|"
    "belegtyp|rechnungsart|rechnungstyp|dokumenttyp|dokumentart|type de document|type de piece|type facture|tipo documento|"
    "tipo de documento|tipo di documento|tipo factura|documenttype|factuurtype|soort document|txn type|record type|"
    "type document|type de facture|tipo de factura|move type",
    "side": "s/h|soll haben|soll/haben|soll haben kennzeichen|debit credit|dr cr|d/c|dc|dr/cr|debit/credit|"
    "soll/haben kennzeichen|s/h kennzeichen|sh|sens|segno|debe/haber",
    "issued_on": "invoice date|date of invoice|issue date|issued|issued on|date issued|issued at|invoice issue date|"
    "document date|doc date|document create date|dated on|bill date|invoice/bill date|inv date|"
    "rechnungsdatum|belegdatum|rechnungs datum|re datum|rg datum|datum der rechnung|ausstellungsdatum|fakturadatum|"
    "date de facture|date facture|date de la facture|date d emission|date emission|date de facturation|date piece|"
    "date d émission|date du document|fecha de factura|fecha factura|fecha de emision|fecha emision|fecha de expedicion|"
    "fecha expedicion|fecha documento|fecha de la factura|data fattura|data emissione|data documento|data di emissione|"
    "data della fattura|factuurdatum|datum factuur|factuur datum|documentdatum|piece date|faktuurdatum|"
    "trx date|doc date|data doc|data fatt|fecha fra|fecha doc|fakturadato|date document|date doc|billing date|bill date|rechn datum|rechnungsdat|belegdat|fecha fact",
    "due_on": "due date|due|due on|date due|due in date|payment due date|payment due|net due date|invoice due date|"
    "invoice date due|due by|pay by|payable by|expiry date|maturity date|maturity|due at|date of maturity|"
    "faelligkeit|faellig am|faelligkeitsdatum|faellig|zahlbar bis|faelligkeitstag|faellig zum|zahlungsdatum soll|"
    "zahlungsziel datum|nettofaelligkeit|date d echeance|echeance|date echeance|date limite de paiement|a payer avant|"
    "date limite|date d exigibilite|fecha de vencimiento|fecha vencimiento|vencimiento|vence|fecha limite|vencimientos|"
    "scadenza|data scadenza|data di scadenza|scadenze|da pagare entro|prossima scadenza|vervaldatum|vervaldag|vervalt op|"
    "uiterste betaaldatum|te betalen voor|betalen voor|forfallsdato|"
    "due date receive by|net due|due date net|vervalt|vto|f vto|fecha vto|fec vto|fecha vcto|vcto|f vencimiento|forfallsdato|forfalldato|forfallodatum|due date utc|nettofaelligkeit|nettofaelligkeitsdatum|faelligkeit netto|faelligkeit datum|date d ech|date ech|ech|data scad|scad|due for payment|date due for payment|verfalldatum|verfall|verfalltag|faell datum",
    "currency": "currency|currency code|ccy|curr|invoice currency|document currency|currency iso|iso currency code|"
    "transaction currency|waehrung|waehrungscode|wkz|waehrungskennzeichen|devise|monnaie|code devise|devise code|"
    "moneda|divisa|codigo moneda|valuta|valutacode|munt|muntcode|muntsoort|codice valuta|invoice currency code|"
    "whg|wrg|belegwaehrung|waehrung beleg|transaktionswaehrung|hauswaehrung code|doc currency|trx currency|invoice curr|devise facture|moneda factura|divisa factura|valuta documento|valuta fattura|valuta factuur",
    "amount": "gross amount|amount gross|gross|gross total|invoice amount|invoice total|total amount|amount total|total value|"
    "total incl vat|total incl tax|total including tax|total including vat|total inc vat|total inc tax|amount incl vat|"
    "amount incl tax|amount including tax|grand total|total gross|invoice value|original amount|document amount|"
    "total invoice|bruttobetrag|betrag brutto|brutto|rechnungsbetrag|gesamtbetrag|bruttosumme|gesamt brutto|summe brutto|"
    "rechnungssumme|rechnungsbetrag brutto|bruttobetrag gesamt|endbetrag|betrag|umsatz|summe|gesamtsumme|urspruenglicher betrag|"
    "montant ttc|total ttc|ttc|montant total|montant facture|montant de la facture|montant brut|total facture|montant|"
    "montant total ttc|importe total|total factura|importe|importe bruto|total con iva|importe con iva|importe factura|"
    "monto|monto total|importo|importo totale|totale fattura|lordo|totale lordo|importo lordo|totale documento|"
    "importo fattura|totale ivato|totale|importo documento|bedrag|totaalbedrag|bedrag incl btw|bedrag inclusief btw|"
    "totaal incl btw|factuurbedrag|brutobedrag|totaal inclusief btw|totaal|incl btw|amount|total|converted|"
    "total price incl tax|amount in currency|total in currency signed|amount total signed|total signed|invoice amt|"
    "total in currency|amount total in currency signed|inv amount|bill amount|value|total incl|total price incl tax base|"
    "amount inc tax|amount inc vat|sum|belop|bedrag in valuta|transaction amount|original value|"
    "amount in doc curr|amount in document currency|amount in transaction currency|amount foreign currency|betrag fw|betrag in belegwaehrung|betrag belegwaehrung|amount due original|original amount due|importe vto|importe vencimiento|importo scadenza|totaalprijs incl btw|totaalprijs inclusief btw|totaalprijs|prijs incl btw|summe brutto|belop|totalt|bill value|invoice amount incl vat|total a pagar|importe total factura|total documento|importe documento|montant echeance|montant piece|bedrag factuur|betrag hw|amount in local currency|total amount due original|amount originally due|invoice gross|doc amount",
    "open": "open amount|amount open|open balance|balance|balance due|outstanding|outstanding amount|"
    "amount outstanding|outstanding balance|remaining|remaining amount|amount remaining|amount due|due amount|unpaid amount|unpaid|o/s amount|"
    "os amount|total open amount|total open|invoice amount due|amount residual|amount residual signed|amount due signed|"
    "residual amount|due value|balance outstanding|current balance|remaining balance|invoice balance|balance amount|"
    "to pay|amount unpaid|amount due in currency|total outstanding|open value|still due|balance owing|amount owing|"
    "offener betrag|offen|offener saldo|restbetrag|offene summe|betrag offen|saldo|offener posten|offene forderung|"
    "noch offen|op betrag|op saldo|restforderung|ausstehend|ausstehender betrag|offener rechnungsbetrag|zu zahlen|"
    "reste a payer|solde|montant du|solde du|montant restant|restant du|montant restant du|reste du|impaye|"
    "montant impaye|solde restant|montant ouvert|solde a payer|"
    "pendiente|importe pendiente|saldo pendiente|pendiente de cobro|pendiente de pago|por cobrar|adeudado|a cobrar|"
    "importe por cobrar|monto pendiente|residuo|importo residuo|da saldare|importo da saldare|da incassare|importo aperto|"
    "saldo aperto|importo dovuto|da pagare|insoluto|openstaand|openstaand bedrag|bedrag openstaand|nog te betalen|"
    "restbedrag|te betalen|openstaande bedrag|openstaand saldo|open bedrag|nog te ontvangen|"
    "amount due remaining|amount remaining|amount remaining foreign currency|remaining amt|pending amount|pending|amount pending|total due|balance due amount|offen fw|offen hw|offen in belegwaehrung|offener betrag in belegwaehrung|faelliger betrag|faelliger betrag vorzeichenbehaftet|montant du signe|importe adeudado|importe adeudado con signo|importo dovuto con segno|verschuldigd bedrag|te betalen bedrag|pdte cobro|pdte|importe pdte|pendiente cobrar|saldo pendiente cobro|reste a regler|reste a encaisser|solde du client|restant a payer|residuo da incassare|residuo da pagare|saldo da incassare|saldo da pagare|importo da incassare|openstaand in valuta|open posten|openst bedrag|openst|saldo factuur|offener rechnungsbetrag brutto|open balance foreign currency|resterend bedrag",
    "paid": "amount paid|paid amount|paid|invoice amount paid|paid to date|payments|total paid|paid value|amount received|"
    "received amount|amount settled|bezahlt|bezahlter betrag|gezahlt|bereits bezahlt|betrag bezahlt|gezahlter betrag|"
    "zahlbetrag|zahlungen|montant paye|paye|deja paye|montant regle|regle|encaisse|total paye|pagado|importe pagado|"
    "cobrado|importe cobrado|total pagado|pagato|importo pagato|incassato|saldato importo|betaald|betaald bedrag|"
    "bedrag betaald|reeds betaald|ontvangen bedrag",
    "net": "net amount|amount net|net|net total|subtotal|sub total|amount excl vat|amount excl tax|total excl vat|"
    "total excl tax|tax excluded|untaxed amount|amount untaxed|amount untaxed signed|total excluding tax|amount before tax|"
    "nettobetrag|netto|betrag netto|nettosumme|gesamt netto|summe netto|montant ht|total ht|ht|montant net|base imponible|"
    "importe neto|subtotal sin iva|neto|total sin iva|imponibile|importo netto|totale imponibile|bedrag excl btw|"
    "bedrag exclusief btw|totaal excl btw|nettobedrag|excl btw|total price excl tax|tax excluded in currency signed|"
    "untaxed amount signed|net value|total net",
    "tax": "tax|vat|tax amount|vat amount|tax total|total tax|total vat|gst|sales tax|amount tax|amount tax signed|"
    "mwst|mehrwertsteuer|ust|umsatzsteuer|steuer|steuerbetrag|mwst betrag|ust betrag|tva|montant tva|total tva|"
    "montant de la tva|iva|importe iva|cuota iva|total iva|importo iva|imposta|btw|btw bedrag|totaal btw|bedrag btw",
    "line_amount": "line amount|line total|item total|item amount|line subtotal|zeilenbetrag|positionsbetrag|"
    "montant ligne|importe linea|importo riga|regelbedrag|line item total|item price total",
    "line_item": "item name|item|item description|quantity|qty|unit price|unit amount|line description|product|"
    "product service|inventory item code|item code|artikel|artikelnummer|menge|einzelpreis|quantite|prix unitaire|"
    "cantidad|precio unitario|quantita|prezzo unitario|aantal|stukprijs|rate|item desc|item price|line item",
    "supplied_on": "delivery date|supply date|date of supply|supplied on|service date|lieferdatum|leistungsdatum|"
    "date de livraison|date livraison|fecha de entrega|fecha entrega|data consegna|data di consegna|leverdatum|"
    "leveringsdatum|tax point|tax point date",
    "sent_on": "sent on|date sent|sent date|sent at|versanddatum|versendet am|gesendet am|date d envoi|envoye le|"
    "fecha de envio|enviada el|data invio|inviata il|verzonden op|verzenddatum|last sent on",
    "received_on": "invoice received on|receipt date of invoice|rechnungseingang",
    "settled_on": "settled date|settled on|settlement date|date paid|paid on|paid date|paid at|payment date|date of payment|"
    "clear date|clearing date|cleared on|last payment date|fully paid on date|fully paid on|date settled|"
    "bezahlt am|zahldatum|zahlungsdatum|zahlungseingang|ausgleichsdatum|beglichen am|bezahldatum|"
    "date de paiement|date paiement|paye le|date de reglement|date reglement|regle le|fecha de pago|fecha pago|"
    "fecha de cobro|fecha cobro|pagado el|cobrado el|data pagamento|data di pagamento|pagato il|data saldo|data incasso|"
    "betaald op|betaaldatum|datum betaald|betalingsdatum|datum betaling|"
    "fecha cobro real",
    "disputed": "disputed|dispute|in dispute|is disputed|contested|query|on hold dispute|strittig|streitig|reklamation|"
    "bestritten|reklamiert|conteste|contestee|litige|en litige|disputado|disputada|en disputa|en litigio|contestato|"
    "contestata|in contestazione|betwist|in geschil|dispuut",
    "order_reference": "purchase order|purchase order number|po number|po no|po|order number|order no|order reference|"
    "customer order number|order|order id|p o number|sales order number|customer po|your order|"
    "bestellnummer|bestell nr|auftragsnummer|auftrags nr|auftrag|bestellung|bestellreferenz|"
    "numero de commande|numero commande|n commande|commande|bon de commande|numero de pedido|n pedido|pedido|"
    "orden de compra|numero ordine|ordine|ordine di acquisto|ordernummer|bestelnummer|inkoopordernummer|order nr",
    "contract_reference": "contract|contract number|contract no|contract reference|contract id|vertrag|vertragsnummer|"
    "vertrags nr|contrat|numero de contrat|n contrat|contrato|numero de contrato|contratto|numero contratto|"
    "contractnummer",
    "payment_reference": "payment reference|structured reference|creditor reference|remittance reference|esr|qr reference|"
    "qr referenz|esr referenz|zahlungsreferenz|verwendungszweck|reference de paiement|communication structuree|"
    "referencia de pago|riferimento pagamento|betalingskenmerk|betaalreferentie|gestructureerde mededeling|kid",
    "payment_method": "payment method|payment type|method of payment|paid by|zahlungsart|zahlungsweise|zahlart|"
    "zahlungsmethode|mode de paiement|moyen de paiement|mode de reglement|metodo de pago|forma de pago|"
    "metodo di pagamento|modalita di pagamento|modalita pagamento|betaalwijze|betaalmethode|betalingswijze",
    "insured": "insured|credit insured|versichert|assure|asegurado|assicurato|verzekerd",
    "assigned": "factored|assigned|sold to factor|abgetreten|factoring|cede|cedido|ceduto|gecedeerd|verpand",
    "ship_to": "ship to|ship to name|delivery address|lieferadresse|adresse de livraison|direccion de entrega|"
    "indirizzo di consegna|afleveradres|shipping address",
    "status": "invoice status|payment status|payment state|document status|rechnungsstatus|zahlungsstatus|statut|"
    "statut de paiement|statut facture|estado|estado de pago|estado factura|stato|stato pagamento|factuurstatus|"
    "betaalstatus|status|state in words|etat|bezahlstatus",
    "description": "description|memo|details|subject|note|notes|invoice description|text|buchungstext|beschreibung|"
    "betreff|bemerkung|notiz|bezeichnung|libelle|objet|descriptif|concepto|descripcion|asunto|descrizione|oggetto|causale|"
    "omschrijving|onderwerp|notitie|kenmerk|comment|comments|message",
    "journal": "gl account|general ledger account|journal number|journal date|compte num|compte lib|ecriture num|"
    "journal code|grootboekrekening|cuenta contable|account type|account group|numero de compte comptable",
    "counter_account": "gegenkonto|contra account|offset account|contrapartida|contropartita|tegenrekening",
    "first_name": "first name|given name|contact first name|vorname|prenom|nombre de pila|nome di battesimo|voornaam",
    "last_name": "last name|surname|family name|contact last name|nachname|nom de famille|apellido|apellidos|"
    "cognome|achternaam",
}

_INVOICE_WEAK: dict[str, str] = {
    "number": "number|no|num|nr|nummer|numero|n|reference|ref|invoice reference|document|beleg|referenz|reference no|"
    "référence|referencia|riferimento|referentie|transaction number|transaction no|transaction id|id|name|our reference|"
    "id no|ref no|inv",
    "kind": "type|art|typ|tipo|soort|tran type|trans type|class|trx class|doc",
    "issued_on": "transaction date|posting date|tax date|created date|baseline date|sales date|boekdatum|date|datum|data|fecha|created|created at|created utc|baseline create date|start date|dato|"
    "doc date",
    "debtor_name": "name|contact|nom|nombre|nome|naam|kontakt|contacto|contatto|name 1|full name|display name|"
    "intitule|titulo|description client",
    "debtor_number": "account|konto|compte|cuenta|conto|kto|konto nr|kontonummer|kontonr|code|rekening|ac|ac no|numero de compte|"
    "account code|codigo|codice|kundenkonto",
    "amount": "price|open invoice amount|preis|prix",
    "settled_on": "paid|bezahlt|paye|pagado|pagato|betaald|saldato|cleared",
    "open": "open",
    "order_reference": "your reference|your ref|ihr zeichen|votre reference|su referencia|vostro riferimento|uw referentie",
    "amount_converted": "converted amount",
}

_CONTACT: dict[str, str] = {
    **{k: v for k, v in _DEBTOR.items() if k not in ("email", "phone")},
    "debtor_name": _DEBTOR["debtor_name"].replace("|contact name|", "|").replace("|kontakt name|", "|"),
    "name": "contact person|contact|contact name|full name|person|attention|attn|primary contact|ansprechpartner|"
    "kontaktperson|kontakt|name ansprechpartner|personne de contact|interlocuteur|nom du contact|nom contact|"
    "persona de contacto|contacto|nombre contacto|persona di contatto|referente|contatto|contactpersoon|"
    "naam contactpersoon|ansprechperson",
    "first_name": _INVOICE["first_name"],
    "last_name": _INVOICE["last_name"],
    "role": "role|job title|title|position|function|contact role|contact type|rolle|funktion|stellung|fonction|poste|"
    "cargo|funcion|puesto|ruolo|funzione|qualifica|functie|rol|department|abteilung|service",
    "email": _DEBTOR["email"],
    "phone": _DEBTOR["phone"],
    "source": "source|origin|learnt from|quelle|herkunft|origine|fuente|fonte|bron",
}

_CONTACT_WEAK: dict[str, str] = {
    "debtor_name": "name|nom|nombre|nome|naam|display name",
    "debtor_number": "account|konto|compte|cuenta|conto|number|nummer|numero|id|code|nr|no",
    "language": "lang",
}

_PAYMENT: dict[str, str] = {
    "received_on": "value date|payment date|date of payment|date paid|paid on|received on|date received|receipt date|"
    "payment received on|paid at|valuta datum|wertstellung|valutadatum|wertstellungsdatum|valutierung|"
    "zahlungsdatum|zahldatum|zahlungseingang|eingangsdatum|date de valeur|date valeur|date de paiement|date paiement|"
    "date de reglement|date d encaissement|fecha valor|fecha de valor|fecha de pago|fecha pago|fecha de cobro|f valor|"
    "data valuta|data pagamento|data di pagamento|data incasso|betaaldatum|datum betaling|rentedatum|valutadato|"
    "settlement date|clear date|settled date",
    "booked_on": "booking date|transaction date|posting date|post date|posted date|buchungstag|buchungsdatum|buchung|"
    "date operation|date de l operation|date d operation|date comptable|date de comptabilisation|fecha operacion|"
    "fecha de operacion|fecha contable|f operacion|data operazione|data contabile|boekdatum|boekingsdatum|"
    "transactiedatum|date utc|created utc|completed date|trade date|date posted|entry date",
    "amount": "amount|payment amount|transaction amount|amount received|received amount|betrag|umsatz|zahlbetrag|"
    "zahlungsbetrag|montant|montant paye|montant regle|importe|importe pagado|monto|importo|importo pagato|bedrag|"
    "transactiebedrag|net amount|value|amount one column|sum|gross amount|paid amount|amount paid|betrag eur|total",
    "credit": "credit|credit amount|deposit|deposits|money in|paid in|inflow|haben|gutschrift|eingang|einnahme|credits|"
    "encaissement|abono|abonos|haber|ingreso|avere|accredito|entrate|accrediti|bij|bijschrijving|credit amt|"
    "deposit amount|amount in|recettes|crédit",
    "debit": "debit|debit amount|withdrawal|withdrawals|money out|paid out|outflow|soll|lastschrift betrag|ausgang|ausgabe|"
    "belastung|debits|decaissement|cargo|cargos|debe|gasto|dare|addebito|uscite|addebiti|af|afschrijving|debet|"
    "withdrawal amount|amount out|depenses|débit|debit amt",
    "side": "debit credit|credit debit|dr cr|d/c|c/d|cdflag|credit/debit|debit/credit|af bij|af/bij|soll/haben|s/h|"
    "soll haben|credit debit indicator|sens|bij/af|soll haben kennzeichen|transaction type dc",
    "currency": _INVOICE["currency"] + "|monn|account currency",
    "payer_name": "payer|payer name|payee|name|counterparty|counterparty name|partner name|beneficiary payer|"
    "debtor|debtor name|customer|customer name|client|client name|from|sender|remitter|ordering party|counter party name|"
    "name of counterparty|auftraggeber|auftraggeber empfaenger|auftraggeber/empfaenger|"
    "beguenstigter zahlungspflichtiger|beguenstigter/zahlungspflichtiger|empfaenger|zahlungspflichtiger|zahler|kunde|"
    "kundenname|name zahlungsbeteiligter|zahlungsbeteiligter|einzahler|"
    "payeur|nom du payeur|donneur d ordre|contrepartie|tiers|nom client|emetteur|ordenante|nombre|cliente|pagador|"
    "ordinante|pagatore|controparte|naam tegenpartij|tegenpartij|naam|naam tegenrekening|tegenpartij naam|betaler|"
    "klant|opdrachtgever|name partner",
    "payer_iban": "payer iban|iban|counterparty iban|partner iban|counterparty account|from account|account counterparty|"
    "kontonummer iban|iban zahlungsbeteiligter|kontonummer/iban|kontonummer|gegenkonto iban|iban auftraggeber|"
    "iban payeur|compte contrepartie|iban contrepartie|iban ordenante|cuenta ordenante|iban ordinante|tegenrekening|"
    "rekeningnummer tegenpartij|iban tegenpartij|tegenrekening iban|tegenrekening iban/bban|konto nr gegenkonto|sender iban",
    "purpose": "description|purpose|details|memo|narrative|remittance information|remittance|payment details|particulars|"
    "transaction description|desc|note|notes|message|reason|bank description|payment reference|"
    "verwendungszweck|buchungstext|zahlungsgrund|beschreibung|text|mitteilung|vwz 1|vwz1|"
    "libelle|motif|communication|libelle operation|description 1|concepto|descripcion|observaciones|causale|descrizione|"
    "descrizione operazione|omschrijving|mededeling|vrije mededeling|mededelingen|omschrijving 1",
    "references": "invoice number|invoice no|invoice|invoice id|invoices|invoice reference|structured reference|"
    "creditor reference|payment reference structured|invoice numbers|applied to|invoice num|inv no|"
    "rechnungsnummer|rechnung|rechnungs nr|belegnummer|beleg nr|numero de facture|numero facture|facture|n facture|"
    "numero de factura|numero factura|factura|n factura|numero fattura|fattura|n fattura|factuurnummer|factuur|"
    "gestructureerde mededeling|communication structuree|betalingskenmerk|qr reference|qr referenz|esr referenz|"
    "referenznummer|sepa reference|number of invoice|document number",
    "external_id": "transaction id|payment id|bank reference|transaction number|transaction no|id|payment number|"
    "payment no|receipt number|receipt no|entry id|unique id|fitid|zahlungsnummer|transaktionsnummer|transaktions id|"
    "bankreferenz|buchungsnummer|n de transaction|no de transaction|reference bancaire|id transaction|"
    "numero de operacion|id transaccion|numero operazione|id transazione|transactie id|transactienummer|volgnr|"
    "transaction reference|reference id|charge id|payment ref no|end to end id",
    "debtor_number": "debtor number|customer number|customer no|customer id|customer code|client number|client id|"
    "kundennummer|kunden nr|debitorennummer|numero client|code client|codigo cliente|codice cliente|klantnummer|"
    "debiteurnummer|account ref",
    "account_iban": "own iban|iban auftraggeberkonto|account iban|rekeningnummer|rekening|own account|our account|"
    "iban rekening|auftragskonto|iban konto|kontonummer auftragskonto|iban/bban|account number|account|"
    "compte|cuenta|rapporto|auftraggeberkonto",
    "balance": "balance|running balance|runningbalance|account balance|saldo|kontostand|solde|saldo nach buchung|"
    "saldo disponible|saldo contabile|saldo na trn|saldo na mutatie|kontostand nach buchung",
    "method": "payment method|method|payment type|transaction type|transaktionstyp|umsatzart|vorgang|mutatiesoort|"
    "zahlungsart|mode de paiement|moyen de paiement|metodo de pago|forma de pago|metodo di pagamento|betaalwijze|code",
    "status": "status|state|pending|statut|estado|stato",
    "payment_sign": "amount refunded|captured|fee|fees|statement descriptor|merchant name|merchant|card number|"
    "card no|check number|checknumber|card used for transaction|payment channel|seller message|transaction time",
    "account_currency_amount": "original amount|local amount|betrag fremdwaehrung|original currency|local currency",
}

_PAYMENT_WEAK: dict[str, str] = {
    "booked_on": "date|datum|data|fecha|created|dato|created at|completed|day|tag|jour",
    "references": "reference|ref|referenz|referencia|riferimento|referentie|référence",
    "external_id": "number|no|num|nr",
    "method": "type|art|typ|tipo",
    "purpose": "category|transaction",
}

WORDS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "invoices": ({**_DEBTOR, **_INVOICE}, _INVOICE_WEAK),
    "contacts": (_CONTACT, _CONTACT_WEAK),
    "payments": (_PAYMENT, _PAYMENT_WEAK),
}
"""Per kind of table: strong and weak words for each of our fields."""

FIELDS: dict[str, tuple[str, ...]] = {
    "invoices": tuple(
        f for f in {**_DEBTOR, **_INVOICE} if f not in ("line_item", "journal", "counter_account")
    ),
    "contacts": tuple(_CONTACT),
    "payments": tuple(f for f in _PAYMENT if f not in ("account_currency_amount", "balance", "payment_sign")),
    "bank": tuple(f for f in _PAYMENT if f not in ("account_currency_amount", "balance", "payment_sign")),
}
"""What a mapping may name."""

YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "1",
        "x",
        "ja",
        "j",
        "wahr",
        "oui",
        "o",
        "vrai",
        "si",
        "sí",
        "s",
        "vero",
        "verdadero",
        "waar",
        "disputed",
        "strittig",
        "open",
        "✓",
        "✔",
    ]
)
NO = frozenset(
    ["no", "n", "false", "0", "nein", "nee", "falsch", "non", "faux", "falso", "onwaar", "none", "-", "–"]
) | {""}

CREDIT_NOTE = (
    "credit|creditnote|creditmemo|salescreditnote|salescreditmemo|creditinvoice|sc|cn|cm|crn|gutschrift|gutschriften|"
    "rechnungskorrektur|stornorechnung|storno|korrekturrechnung|gs|gu|avoir|notedecredit|factureavoir|av|abono|"
    "notadecredito|facturarectificativa|rectificativa|factura rectificativa|nc|notadicredito|notacredito|notadiaccredito|creditnota|creditfactuur|"
    "creditnoteinvoice|outrefund|customercreditnote|accreccredit|accountsreceivablecredit|refundinvoice|381|td04|"
    "creditmemorandum|customercreditmemo|creditadjustment"
)
NOT_AN_INVOICE = (
    "payment|receipt|sr|sa|salesreceipt|customerpayment|zahlung|zahlungseingang|paiement|reglement|pago|cobro|"
    "pagamento|incasso|betaling|ontvangst|quote|estimate|angebot|devis|presupuesto|preventivo|offerte|proforma|"
    "proformainvoice|bill|vendorbill|purchaseinvoice|pi|pc|accpay|supplierinvoice|eingangsrechnung|"
    "prepayment|overpayment|salesoverpayment|salesprepayment|journal|journalentry|deposit|salesorder|expense|"
    "billpayment|ininvoice|inrefund|accpaycredit|unappliedcashpayment|bills|pmt|dz|receivepayment|paymentreceived|"
    "refund|auftragsbestaetigung|lieferschein|bondelivraison|albaran|ddt|pedido|commande|ordine|bestelling"
)
DRAFT_OR_VOID = (
    "draft|void|voided|deleted|cancelled|canceled|cancel|entwurf|storniert|geloescht|abgebrochen|brouillon|annule|"
    "annulee|supprime|borrador|anulada|anulado|cancelada|bozza|annullata|annullato|concept|geannuleerd|vervallen|"
    "verwijderd|awaitingapproval|submitted approval"
)
PAID = (
    "paid|paidinfull|fullypaid|settled|closed|cleared|bezahlt|beglichen|ausgeglichen|erledigt|paye|payee|reglee|regle|"
    "soldee|acquittee|pagada|pagado|cobrada|cobrado|pagata|pagato|saldata|saldato|incassata|betaald|voldaan|"
    "autopaid|completed"
)

TOTALS = (
    r"(?:(?:grand|sub|running|report|overall)[\s-]*)?totals?|gesamt(?:summe|betrag|saldo)?|(?:zwischen|end)?summe|sum|"
    r"(?:sous|grand)[\s-]total|total (?:g[eé]n[eé]ral)|totaux|subtotal|percentage of total|% of total|suma(?: total)?|totale(?: generale)?|totali|somma|"
    r"sub[\s-]?totale|(?:eind|sub)?totaal|saldo|solde|balance|übertrag|uebertrag|report"
)

MONTHS = (
    "january jan januar janner jaenner janvier janv enero ene gennaio gen januari",
    "february feb februar feber fevrier fev fevr febrero febbraio februari",
    "march mar marz maerz mrz mars marzo maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag mei",
    "june jun juni juin junio giugno giu",
    "july jul juli juillet juil julio luglio lug",
    "august aug aout aou agosto ago augustus",
    "september sep sept septembre septiembre set settembre septembr",
    "october oct oktober okt octobre octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic dicembre",
)
"""Names and short names of the months, folded, in the six languages."""

ROLES: dict[str, str] = {
    "accounts_payable": "accountspayable|ap|payables|payable|apclerk|accountspayableclerk|kreditorenbuchhaltung|kreditoren|"
    "comptabilitefournisseurs|fournisseurs|cuentasporpagar|proveedores|contabilitafornitori|fornitori|crediteuren|"
    "crediteurenadministratie|invoicing|billing|rechnungswesen|rechnungspruefung|purchaseledger",
    "accounting_manager": "accountingmanager|financemanager|cfo|headoffinance|accountant|bookkeeper|controller|finance|"
    "financialcontroller|chiefaccountant|buchhaltung|buchhalter|buchhalterin|leitungbuchhaltung|finanzen|"
    "leiterfinanzen|comptable|comptabilite|daf|responsablecomptable|contable|contabilidad|directorfinanciero|"
    "contabile|contabilita|amministrazione|boekhouder|boekhouding|financieelmanager|administratie|accounting|accounts",
    "owner": "owner|ceo|managingdirector|director|founder|proprietor|president|md|inhaber|inhaberin|geschaeftsfuehrer|"
    "geschaeftsfuehrerin|geschaeftsfuehrung|vorstand|gerant|gerante|dirigeant|pdg|directeur|propietario|gerente|"
    "titolare|amministratore|amministratoredelegato|eigenaar|directeureigenaar|bestuurder",
    "sales": "sales|salesperson|buyer|purchasing|procurement|vertrieb|einkauf|einkaeufer|verkauf|achats|acheteur|commercial|"
    "compras|ventas|acquisti|vendite|inkoop|verkoop",
    "generic": "generic|general|info|office|reception|zentrale|accueil|centralita|centralino|algemeen|receptie|main",
}

KINDS: dict[str, str] = {
    "company": "company|corporation|ltd|limited|gmbh|ag|sarl|sas|sa|srl|spa|bv|nv|b2b|business|unternehmen|firma|entreprise|"
    "societe|empresa|sociedad|azienda|societa|bedrijf|plc|llc|inc|kapitalgesellschaft",
    "partnership": "partnership|llp|gbr|ohg|kg|snc|vof|personengesellschaft|comunidaddebienes",
    "sole_trader": "soletrader|soleproprietor|einzelunternehmen|einzelunternehmer|einzelkaufmann|ek|autoentrepreneur|"
    "entrepreneurindividuel|autonomo|dittaindividuale|eenmanszaak|zzp|zzper|freelancer|selfemployed",
    "individual": "individual|person|private|consumer|b2c|privat|privatperson|privatkunde|particulier|particular|privato|"
    "natuurlijkpersoon|naturalperson|verbraucher|consumidor|consument",
    "public_body": "publicbody|public|government|authority|behoerde|oeffentlich|amt|administrationpublique|collectivite|"
    "administracionpublica|pubblicaamministrazione|pa|overheid|gemeente|b2g|municipality",
    "association": "association|club|verein|ev|asso|asociacion|associazione|vereniging|stichting|charity|nonprofit|ngo",
}

METHODS: dict[str, str] = {
    "direct_debit": "directdebit|lastschrift|sepalastschrift|bankeinzug|prelevement|domiciliacion|addebitodiretto|rid|sdd|"
    "incasso|automatischeincasso|domiciliazione|recibodomiciliado|prelevementautomatique",
    "transfer": "transfer|banktransfer|wire|wiretransfer|ueberweisung|uberweisung|virement|virementbancaire|transferencia|"
    "transferenciabancaria|bonifico|bonificobancario|overschrijving|bacs|ach|eft|banktransaction|bankoverschrijving",
    "card": "card|creditcard|debitcard|kreditkarte|karte|carte|cartebancaire|cb|tarjeta|carta|cartadicredito|creditcardpayment",
    "cash": "cash|bar|barzahlung|especes|efectivo|contanti|contant",
    "cheque": "cheque|check|scheck|assegno|talon",
}
