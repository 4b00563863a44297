"""Whole pages as a scraper leaves them, in many languages: which lines are the article's, and what the others say of it.

Each line is marked: T the title, A the article, B and D what says author and day, P the page.
"""

# ruff: noqa: E501 — lines are as long as pages have them

from __future__ import annotations

import pytest

from datasette_newswire.load import clean
from datasette_newswire.load.clean.cues import cue
from datasette_newswire.load.models import Article, Document, Draft

PAGES = {
    ("Dana Whitcomb", "2024-03-12", ""): """
P HOME NEWS SPORTS OBITUARIES OPINION
P Log In
T Council delays vote on riverfront hotel after four-hour hearing
B By DANA WHITCOMB dwhitcomb@marlowherald.example
D Mar 12, 2024 Updated 14 hrs ago
P 0
P Facebook
P Copy article link
P Residents fill the Marlow council chamber. Photo: Dana Whitcomb / Marlow Herald
A MARLOW — The City Council put off a decision on a six-story riverfront hotel Monday night after more than 60 residents lined up to speak, most of them against it.
P People are also reading…
P - Former teacher pleads guilty in embezzlement case
P - New taco place opens in old bank building
P - Spring carnival draws record crowd
P - Crash closes Route 9 for six hours
A "We are not saying no. We are saying not like this," Councilwoman Ruth Adeyemi said before the vote.
P Sign up for our newsletter
A Opponents said the building would block the view of the water and add traffic to Front Street, which floods.
B Dana Whitcomb covers city government for the Herald. Reach her at 555-0142.
P Tags
P City Council
P Riverfront
P © Copyright 2024 The Marlow Herald, 12 Main St. Marlow | Terms of Use
""",
    ("Hannah Osei", "2024-02-10T08:00:00+00:00", ""): """
P Opinion
T Our rivers cannot wait for another inquiry
B Hannah Osei
D Sat 10 Feb 2024 08.00 GMT
P 214
A When I was a child we swam in the Teme from May to October. My own children are not allowed to put a toe in it.
A Last year sewage was discharged into our rivers for more than three million hours, and nobody went to court.
P Free weekly newsletter
P Enter your email address
P Sign up
P after newsletter promotion
A There will be another inquiry, of course. It will find what every angler on every bank could have told it for nothing.
P Hannah is a writer who lives in Ludlow
P Explore more on these topics
P Rivers
P Reuse this content
P Most viewed
""",
    ("Thomas Brückner", "2022-09-08T17:45:00", ""): """
P Startseite > Meinung > Verkehr
P Kolumne
T Die Bahn muss endlich über Weichen reden, nicht über Prestige
B Ein Kommentar von Thomas Brückner
D 08. September 2022, 17:45 Uhr
P Artikel anhören
P Lesezeit: 2 Min.
A Wer im August mit dem Zug von Kassel nach Erfurt wollte, brauchte vor allem eines: Zeit. Drei Umstiege, ein Ersatzbus, am Ende vier Stunden.
P Lesen Sie auch
P Warum der Fahrplan im Osten dünner wird
A Dabei sind es die alten Weichen und Stellwerke, an denen der Betrieb jeden Tag scheitert. Sie zu erneuern ist mühsam.
P Diskutieren Sie mit
P 48 Leserkommentare
P Mehr zum Thema
P Nahverkehr
""",
    ("Antoine Deschamps", "2022-07-02T17:30:00", ""): """
B Par Antoine DESCHAMPS - contact@courrier-brissonne.example
D Le 02 juil. 2022 à 17:30
P mis à jour 03 juil. 2022 à 08:10
T Le marché de Brissonne fête ses cent ans
P Écouter cet article
A Cent ans de fromages, de poules et de potins : le marché de Brissonne a soufflé ses bougies samedi matin, sous un soleil de plomb.
P À lire aussi : Une halle toute neuve
A Une quarantaine de commerçants avaient revêtu les habits de leurs arrière-grands-parents, jusqu'aux sabots.
P La suite après cette publicité
P 1/3
A Le maire a dévoilé une plaque en hommage aux fondateurs.
P Partager :
P Haut de page
""",
    ("", "2021-09-30", "EFE"): """
P Ir al contenido
P Suscríbete
P ECONOMÍA
T El puerto de Santa Olalla recupera su lonja después de doce años
D 30 de septiembre de 2021
P Compartir en WhatsApp
P Varios pescadores descargan cajas de merluza, en una imagen de archivo
A Los barcos de Santa Olalla ya no tendrán que navegar tres horas para vender su pescado. La lonja del puerto abrirá el próximo lunes.
P Te puede interesar: El precio de la sardina se duplica en un año
A Los ecologistas, en cambio, advierten de que el aumento de las descargas puede agotar los caladeros cercanos. EFE
P Archivado en:
P Pesca
P Lo más visto
P Los cinco pueblos con menos habitantes
""",
    ("Giulia Ferrandi", "2023-06-02", "ANSA"): """
P Vai al contenuto
P Home » Cronaca » Provincia
T Torna il treno storico dei laghi: biglietti esauriti in un'ora
A Trecento passeggeri a bordo delle carrozze degli anni Trenta
B di Giulia Ferrandi
D 2 giugno 2023
P Condividi
A (ANSA) - BELLAGO, 02 GIU - È bastata un'ora per esaurire i trecento biglietti del treno storico che domenica tornerà a percorrere la linea dei laghi.
P Leggi anche: Lavori sulla provinciale, un mese di disagi
A "Non ci aspettavamo un successo simile", ammette il presidente dell'associazione, Aldo Berardi.
P Correlati
P Il mulino riapre
P Questo sito utilizza Akismet per ridurre lo spam.
""",
    ("Inês Faria", "2020-10-02T11:32:00", "Lusa"): """
P Edição impressa
P Últimas
T Trabalhadores da conserveira de Vila Seca voltam à greve
B Inês Faria com Lusa
D 2 de outubro de 2020, 11:32
P Ouça este artigo
A Os trabalhadores da conserveira de Vila Seca decidiram em plenário avançar para três dias de greve na próxima semana.
P Continua depois da publicidade
A O sindicato acusa a empresa de querer despedir 40 das 160 operárias, que recebem o salário mínimo há anos.
P Leia também
P Pescadores contestam quotas da sardinha
""",
    ("", "2022-07-19T14:05:00", "Anadolu Agency"): """
P Ana Sayfa
P Gündem
P Spor
T Zeytinköy'de su kesintisi bir haftayı aştı
D 19.07.2022 - 14:05 | Son Güncellenme: 19.07.2022 - 16:40
P Facebook'ta Paylaş
A Zeytinköy'de ana boru hattındaki arıza nedeniyle başlayan su kesintisi sekizinci gününe girdi. Sakinler suyu tankerlerden alıyor.
P İlgili Haber: Barajlarda doluluk oranı düştü
A Mahallede yaşayan Ayşe Tunç ise her sabah kuyrukta iki saat beklediklerini anlattı. (AA)
P En Çok Okunanlar
P Etiketler: su kesintisi, Zeytinköy
""",
    ("Ольга Трифонова", "2021-10-05T12:40:00", "TASS"): """
P Главная
P Новости
D 5 октября 2021, 12:40
P Общество
T В Озёрске открыли пешеходный мост через Вельму
B Автор: Ольга Трифонова
P Фото: Игорь Самойлов
A ОЗЁРСК, 5 октября. /ТАСС/. Пешеходный мост длиной 180 метров открыли во вторник в Озёрске. Он соединил центр города с районом Заречный.
P Читайте также: Школы региона перейдут на новый график
A «Раньше дети шли в школу сорок минут в обход. Теперь — десять», — сказал мэр на церемонии.
P Самое читаемое
P Нашли опечатку? Выделите её и нажмите Ctrl+Enter
""",
    ("", "2022-03-15", ""): """
P الرئيسية
P أخبار
P ثقافة
T افتتاح أول مكتبة متنقلة في قرى وادي السدر
D 15 مارس 2022
P شارك على تويتر
A انطلقت صباح الثلاثاء أول مكتبة متنقلة في قرى وادي السدر، وهي حافلة قديمة حولها متطوعون إلى قاعة قراءة تضم ثلاثة آلاف كتاب.
P اقرأ أيضا: معرض الكتاب يمدد أيامه
A وأضافت المنسقة: "كثير من الأطفال هنا لم يمسكوا كتابا غير الكتاب المدرسي، ونريد أن نغير ذلك".
P مواضيع ذات صلة
P جميع الحقوق محفوظة
""",
    ("रमेश तिवारी", "2022-08-21", ""): """
P होम
P देश
P खेल
T नदीपुर में पुल का काम तीन साल बाद भी अधूरा
B लेखक: रमेश तिवारी
D 21 अगस्त 2022
P शेयर करें
A नदीपुर में गंगा की सहायक नदी पर बन रहे पुल का काम तीन साल बाद भी पूरा नहीं हुआ है। ग्रामीणों को बाजार जाने के लिए बीस किलोमीटर का चक्कर लगाना पड़ता है।
P यह भी पढ़ें: बारिश से फसल को नुकसान
A जिला अधिकारी सुनीता यादव ने कहा कि ठेकेदार को नोटिस दिया गया है और काम दिसंबर तक पूरा कर लिया जाएगा।
P टैग्स: नदीपुर, पुल
""",
    ("陳思穎", "2023-06-14T19:05:00", ""): """
P 主頁
P 即時新聞
T 荔灣道路面下陷 三車被困無人傷
B 撰文：陳思穎
D 出版：2023-06-14 19:05
P 更新：2023-06-14 21:40
P 分享
A 荔灣道今日下午發生路面下陷，出現一個約三米寬、兩米深的大洞，三輛私家車被困，幸無人受傷。
A 消防接報後到場，將司機救出。警方封閉兩條行車線，水務署人員到場檢查地下水管。
P 相關文章
P 暴雨警告生效 市民要留意
P 未經許可不得轉載
""",
    ("", "2023-05-11T10:20:00", "Yonhap"): """
P 홈
P 사회
T 청암군, 폐교를 마을 극장으로…10월 개관
D 2023.05.11 10:20
P 공유
A (청암=연합뉴스) 박하늘 기자 = 청암군은 2018년 문을 닫은 산들초등학교를 마을 극장으로 고쳐 오는 10월 개관한다고 11일 밝혔다.
A 이정수 군수는 "아이들 목소리가 끊긴 학교에 다시 사람이 모이게 하겠다"고 말했다.
P 무단 전재-재배포 금지
P 많이 본 뉴스
""",
}


def cleaned(text: str) -> Article:
    return clean.clean(Draft(body=text), Document("page.txt", b""))


@pytest.mark.parametrize(("said", "page"), PAGES.items(), ids=[page.split("\n")[3][2:30] for page in PAGES.values()])
def test_a_page_gives_its_article_and_what_it_says_of_it(said: tuple[str, str, str], page: str) -> None:
    marked = [line.split(" ", 1) for line in page.strip().split("\n")]
    found = cleaned("\n".join(line for _, line in marked))
    agencies = [credit.name for credit in found.credits if credit.role == "agency"]
    assert found.body.split("\n\n") == [line for mark, line in marked if mark == "A"]
    assert found.title == next(line for mark, line in marked if mark == "T")
    assert (";".join(found.authors), found.published or "", ";".join(agencies)) == said


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Haberler › Gündem › Tarvo", "navigation"), ("Ekonomi", "navigation"), ("देश", "navigation"),
        ("分享到微信", "share"), ("İlgili Haberler", "related"), ("📱 Participe do canal do Jornal do Vale", "subscribe"),
        ("1 / 12", "player"), ("0:00 / 28:14", "player"), ("(5 min)", "player"),
        ("Also read | Why whales sing at night", "related"), ("Moradores na ponte — Foto: Divulgação", "caption"),
        ("Copyright 2024 Tarvo Post. This material may not be published, broadcast, rewritten.", "copyright"),
        ("In pictures: the lantern parade returns to Quay Street", None), ("分享会昨天在云溪举行", None),
        ("The river is 12 metres wide", None), ("« Le prix du pain » a doublé", None),
    ],
)  # fmt: skip
def test_phrases_and_forms_of_the_page(line: str, rule: str | None) -> None:
    found = cue(line)
    assert (found.rule if found else None) == rule


BRIDGE = """The new bridge over the Tamber will open to traffic on June 3, two months earlier than planned, the mayor said on Friday.

It will carry 20,000 cars a day and two tram lines, according to the transport ministry, which paid for half of it."""


def test_the_site_behind_the_window_s_title_is_known_by_the_headline_below_it() -> None:
    title = "Tamber bridge opens in June"
    assert cleaned(f"{title} - Northern Ledger\n\n{title}\n\n{BRIDGE}").title == title
    assert cleaned(f"{title} - Northern Ledger\n\n{BRIDGE}").title == f"{title} - Northern Ledger"


def test_the_page_s_own_words_are_the_title_rather_than_the_window_s() -> None:
    own = "New bridge over Tamber opens to traffic in June"
    assert cleaned(f"Tamber: new bridge opens to traffic in June | Northern Ledger\n\n{own}\n\n{BRIDGE}").title == own


@pytest.mark.parametrize("line", ["By Reuters", "Reportage", "Updated June 1, 2023", "Photographs by Ida Berg"])
def test_what_stands_over_a_title_is_none(line: str) -> None:
    assert cleaned(f"{line}\n\nThe new bridge over the Tamber\n\nBy Per Holt\n\n{BRIDGE}").title.startswith(
        "The new br"
    )


def test_a_short_title_stays_one() -> None:
    assert cleaned(f"Bridges\n\n{BRIDGE}").title == "Bridges"


@pytest.mark.parametrize(
    "line",
    ["Ida Berg", "Ida is a cook and writer who lives in Tarvo with two cats", "Translated from the Welsh by Mark Dale",
     "Write to Ida Berg at ida.berg@tarvo.example"],
)  # fmt: skip
def test_lines_of_the_author_at_the_end(line: str) -> None:
    found = cleaned(f"Tamber bridge opens in June\n\nBy Ida Berg\n\n{BRIDGE}\n\n{line}")
    assert (found.body, found.authors) == (BRIDGE, ("Ida Berg",))


def test_a_caption_below_its_heading_goes() -> None:
    first, last = BRIDGE.split("\n\n")
    assert cleaned(f"{first}\n\nImage caption,\n\nThe bridge seen from the old quay\n\n{last}").body == BRIDGE
    assert "Image caption on the page" not in cleaned(f"{BRIDGE}\n\nImage caption").body


def test_a_subheading_is_no_heading_of_links() -> None:
    first, last = BRIDGE.split("\n\n")
    text = f"{first}\n\nWhat the bridge cost\n\nA long way\n\n{last}"
    assert cleaned(text).body == text


def test_dates_and_credits_below_the_first_sentences_stay_what_they_are() -> None:
    told = "The company began its work on the pier after its sale on July 29, 1985"
    rest = "Its first ferry left in spring.\n\nIt had 400 places.\n\nTwo more followed in December 1986."
    found = cleaned(f"{BRIDGE}\n\n{rest}\n\n{told}")
    assert (found.published, found.body) == (None, f"{BRIDGE}\n\n{rest}\n\n{told}")
    credited = cleaned(f"Tamber bridge opens in June\n\nThe bridge is open.\n\nSource: CNN\n\n{BRIDGE}")
    assert [credit.name for credit in credited.credits] == ["CNN"]


def test_a_long_address_with_spaces_around_its_signs_is_neither_title_nor_text() -> None:
    address = "http : / / www . tarvo . example / news / " + " - ".join(
        ["the", "new", "bridge", "over", "the", "tamber", "opens"] * 4
    )
    found = cleaned(f"{address} . html\n\n{BRIDGE}")
    assert (found.body, found.title_origin) == (BRIDGE, "lede")
    assert found.url and found.url.startswith("http://www.tarvo.example/news/the-new-bridge")
