package demo

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A name as its bearer writes it, in Latin letters, and as part of an address.
type name struct{ native, roman, mail string }

// A culture is a stock of common names. Any resemblance of a pair to a person
// is the dice's; the best known ones are kept out of the lists.
type culture struct {
	display              string // how a full name is written: G given, F family
	women, men           []name
	family, womensFamily []name // womensFamily as family, in the form that women bear
}

// full writes a given and a family name out.
func (c *culture) full(given, family string) string {
	between := c.display[1 : len(c.display)-1]
	if c.display[0] == 'F' {
		return family + between + given
	}
	return given + between + family
}

// cultures reads the table below.
func cultures() map[string]*culture {
	all := make(map[string]*culture, len(nameTable))
	for key, row := range nameTable {
		c := &culture{display: row[0], women: names(row[1]), men: names(row[2]), family: names(row[3])}
		c.womensFamily = c.family
		if row[4] != "" {
			c.womensFamily = names(row[4])
		}
		all[key] = c
	}
	return all
}

// names reads a list such as "Zoë Weiß=Weiss さくら=Sakura".
func names(list string) (all []name) {
	for word := range strings.FieldsSeq(list) {
		native, roman, ok := strings.Cut(word, "=")
		if !ok {
			roman = native
		}
		all = append(all, name{native, roman, mailName(roman)})
	}
	return all
}

var plainLetters = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ı", "i", "ß", "ss", "æ", "ae")

// mailName is a Latin name in the letters of an ASCII address.
func mailName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, norm.NFD.String(plainLetters.Replace(strings.Map(unicode.ToLower, s))))
}

// nameTable: how to write a full name; women's and men's given names; family
// names, and their women's form where it differs. "native=Latin" where the
// Latin form is more than the native one without its marks.
var nameTable = map[string][5]string{
	"english": {"G F", "Olivia Grace Hannah Alice Zoë Chloë Megan Ruth Eleanor Naomi Siân Aoife Niamh Imogen",
		"Oliver Jack Samuel Henry Daniel Nathan Simon Callum Peter Edward Luke Seán Rhys Gareth",
		"Taylor Clarke Walker Hughes Bennett Foster O'Brien Palmer Doyle Fletcher Reid Barnes Whitfield Hartley-Lowe", ""},
	"german": {"G F", "Käthe=Kaethe Jana Svenja Antje Birgit Ulrike Silke Heike Friederike Lena Bärbel=Baerbel Nele",
		"Jürgen=Juergen Jörg=Joerg Björn=Bjoern Stefan Florian Matthias Lukas Uwe Holger Günter=Guenter Götz=Goetz Felix",
		"Müller=Mueller Schäfer=Schaefer Weiß=Weiss Köhler=Koehler Jäger=Jaeger Vogel Krämer=Kraemer Hartmann Großmann=Grossmann Bergmann Böhm=Boehm Winkler", ""},
	"french": {"G F", "Hélène Amélie Océane Noémie Élodie Margaux Françoise Inès Camille Solène Maëlys Anaïs",
		"Jérôme François Rémi Benoît Loïc Théo Gaël Cédric Étienne Hervé Mathieu Raphaël",
		"Lefèvre Moreau Mercier Lemaître Garnier Chevalier Fournier Béranger Noël Dupré Gauthier Marchand", ""},
	"spanish": {"G F", "Lucía Inés Sofía Begoña Rocío Núria Mónica Ángela Belén Itziar",
		"José Andrés Martín Óscar Íñigo Joaquín Rubén Tomás Álvaro Germán",
		"Muñoz Ibáñez Peña Núñez Gómez Castaño Ordóñez Márquez Cáceres Zúñiga", ""},
	"portuguese": {"G F", "Conceição Letícia Beatriz Débora Patrícia Júlia Vitória Luíza Thaís Lídia",
		"João Antônio Otávio Caio Cauã Fábio Sérgio Luís Inácio Estêvão",
		"Araújo Gonçalves Assunção Magalhães Guimarães Simões Brandão Falcão Leão Sá", ""},
	"swedish": {"G F", "Åsa Märta Linnéa Ingrid Astrid Maja Görel Annika",
		"Håkan Göran Åke Sören Jörgen Lars Nils Mårten Pär Øystein",
		"Sjöberg Lindström Åkesson Nyström Ekström Öberg Holmström Hedlund Bergström Wikström Østergård", ""},
	"polish": {"G F", "Agnieszka Małgorzata Żaneta Łucja Bożena Zofia Kinga Iwona",
		"Łukasz Wojciech Michał Paweł Stanisław Bartłomiej Grzegorz Sławomir",
		"Wiśniewski Zieliński Górecki Dąbrowski Wójcik Kowalczyk Jabłoński Pawłowski",
		"Wiśniewska Zielińska Górecka Dąbrowska Wójcik Kowalczyk Jabłońska Pawłowska"},
	"turkish": {"G F", "Ayşe Gülşen Özlem Şeyma Çiğdem Zeynep Elif Büşra",
		"Mustafa Oğuz Çağlar Ümit Gökhan İbrahim Emre Yiğit",
		"Yılmaz Öztürk Şahin Çelik Aydın Yıldız Koç Güneş Doğan Kılıç", ""},
	"vietnamese": {"F G", "Hương Lan Thảo Ngọc Phượng Trang Quỳnh Hằng",
		"Hùng Dũng Quân Đức Khánh Thắng Bảo Long",
		"Nguyễn Trần Phạm Hoàng Vũ Đặng Bùi Đỗ Ngô Dương", ""},
	"ukrainian": {"G F", "Олена=Olena Наталія=Nataliia Оксана=Oksana Ірина=Iryna Катерина=Kateryna Юлія=Yuliia Тетяна=Tetiana Світлана=Svitlana",
		"Андрій=Andrii Олександр=Oleksandr Тарас=Taras Богдан=Bohdan Сергій=Serhii Максим=Maksym Іван=Ivan Остап=Ostap",
		"Коваленко=Kovalenko Бондаренко=Bondarenko Ткаченко=Tkachenko Кравченко=Kravchenko Мельник=Melnyk Поліщук=Polishchuk Савченко=Savchenko Гончар=Honchar", ""},
	"bulgarian": {"G F", "Мария=Maria Десислава=Desislava Елена=Elena Цветелина=Tsvetelina Гергана=Gergana Радка=Radka",
		"Борислав=Borislav Димитър=Dimitar Николай=Nikolay Стоян=Stoyan Красимир=Krasimir Петър=Petar",
		"Иванов=Ivanov Петров=Petrov Тодоров=Todorov Колев=Kolev Илиев=Iliev Маринов=Marinov",
		"Иванова=Ivanova Петрова=Petrova Тодорова=Todorova Колева=Koleva Илиева=Ilieva Маринова=Marinova"},
	"greek": {"G F", "Μαρία=Maria Ελένη=Eleni Κατερίνα=Katerina Βασιλική=Vasiliki Σοφία=Sofia Αγγελική=Angeliki Δήμητρα=Dimitra Χριστίνα=Christina",
		"Γιάννης=Giannis Νίκος=Nikos Δημήτρης=Dimitris Κώστας=Kostas Παναγιώτης=Panagiotis Σπύρος=Spyros Θανάσης=Thanasis Μιχάλης=Michalis",
		"Παπαδάκης=Papadakis Νικολάου=Nikolaou Αντωνίου=Antoniou Δημητρίου=Dimitriou Βλάχος=Vlachos Καραγιάννης=Karagiannis Μακρής=Makris Οικονόμου=Oikonomou",
		"Παπαδάκη=Papadaki Νικολάου=Nikolaou Αντωνίου=Antoniou Δημητρίου=Dimitriou Βλάχου=Vlachou Καραγιάννη=Karagianni Μακρή=Makri Οικονόμου=Oikonomou"},
	"arabic": {"G F", "فاطمة=Fatma مريم=Mariam نورا=Noura سلمى=Salma هبة=Heba ياسمين=Yasmine منى=Mona دينا=Dina",
		"أحمد=Ahmed محمود=Mahmoud يوسف=Youssef كريم=Karim طارق=Tarek عمر=Omar خالد=Khaled سامي=Samy",
		"إبراهيم=Ibrahim منصور=Mansour السيد=Elsayed النجار=Elnaggar حداد=Haddad فوزي=Fawzy عثمان=Othman بركات=Barakat", ""},
	"hebrew": {"G F", "נועה=Noa תמר=Tamar מאיה=Maya יעל=Yael שירה=Shira הדס=Hadas מיכל=Michal דנה=Dana",
		"אלון=Alon יונתן=Yonatan דניאל=Daniel עומר=Omer אורי=Uri גיל=Gil ארז=Erez נדב=Nadav",
		"כהן=Cohen לוי=Levi מזרחי=Mizrahi פרץ=Peretz ביטון=Biton אברהם=Avraham פרידמן=Friedman", ""},
	"hindi": {"G F", "प्रिया=Priya अनीता=Anita सुनीता=Sunita कविता=Kavita स्मिता=Smita पूजा=Pooja मीनाक्षी=Meenakshi शालिनी=Shalini",
		"राहुल=Rahul हेमंत=Hemant संजय=Sanjay नितिन=Nitin सुरेश=Suresh विकास=Vikas दीपक=Deepak मुकेश=Mukesh",
		"शर्मा=Sharma वर्मा=Verma गुप्ता=Gupta मिश्रा=Mishra जोशी=Joshi यादव=Yadav चौहान=Chauhan सक्सेना=Saxena", ""},
	"tamil": {"G F", "மீனா=Meena லட்சுமி=Lakshmi கவிதா=Kavitha தேவி=Devi சுமதி=Sumathi",
		"குமார்=Kumar செந்தில்=Senthil அருண்=Arun முருகன்=Murugan ரவி=Ravi கார்த்திக்=Karthik",
		"சுப்பிரமணியன்=Subramanian கிருஷ்ணன்=Krishnan ராமன்=Raman நடராஜன்=Natarajan வேலு=Velu ராஜன்=Rajan", ""},
	"bengali": {"G F", "মৌসুমী=Mousumi শর্মিলা=Sharmila সুমিতা=Sumita রীনা=Rina অনিতা=Anita",
		"দেবাশিস=Debashis অমিত=Amit পার্থ=Partha কমল=Kamal তপন=Tapan", "দাস=Das ঘোষ=Ghosh সেন=Sen রায়=Roy দত্ত=Dutta বিশ্বাস=Biswas", ""},
	"chinese": {"FG", "秀英=Xiuying 丽=Li 静=Jing 芳=Fang 晓燕=Xiaoyan 雪梅=Xuemei 佳怡=Jiayi 思雨=Siyu",
		"伟=Wei 军=Jun 建国=Jianguo 志明=Zhiming 浩然=Haoran 俊杰=Junjie 子轩=Zixuan 文博=Wenbo",
		"王=Wang 李=Li 张=Zhang 刘=Liu 陈=Chen 杨=Yang 赵=Zhao 周=Zhou 吴=Wu 孙=Sun", ""},
	"taiwanese": {"FG", "淑芬=Shu-Fen 美玲=Mei-Ling 雅婷=Ya-Ting 怡君=Yi-Chun 佩珊=Pei-Shan", "志豪=Chih-Hao 家豪=Chia-Hao 冠宇=Kuan-Yu 宗翰=Tsung-Han 俊宏=Chun-Hung",
		"陳=Chen 林=Lin 黃=Huang 張=Chang 蔡=Tsai 許=Hsu 鄭=Cheng 謝=Hsieh", ""},
	"japanese": {"F G", "さくら=Sakura 陽子=Yoko 七海=Nanami 恵子=Keiko あかり=Akari 由美=Yumi ひなた=Hinata エリカ=Erika 真由美=Mayumi",
		"健太=Kenta 翔太=Shota 雄一=Yuichi 拓也=Takuya 和也=Kazuya 蓮=Ren 浩二=Koji リョウ=Ryo",
		"佐藤=Sato 鈴木=Suzuki 高橋=Takahashi 田中=Tanaka 渡辺=Watanabe 伊藤=Ito 中村=Nakamura 小林=Kobayashi 加藤=Kato 吉田=Yoshida", ""},
	"korean": {"FG", "서연=Seoyeon 보람=Boram 수진=Sujin 은주=Eunju 하은=Haeun 혜진=Hyejin 미영=Miyoung",
		"민준=Minjun 도윤=Doyoon 성호=Sungho 태준=Taejun 준서=Junseo 상훈=Sanghoon 경민=Kyungmin",
		"김=Kim 이=Lee 박=Park 최=Choi 정=Jung 강=Kang 조=Cho 윤=Yoon", ""},
	"thai": {"G F", "สมหญิง=Somying มาลี=Malee สุดา=Suda วิไล=Wilai พรทิพย์=Pornthip นภา=Napha",
		"สมชาย=Somchai ประเสริฐ=Prasert วิชัย=Wichai สุรชัย=Surachai ธนา=Thana อนันต์=Anan",
		"ใจดี=Jaidee แสงทอง=Saengthong ศรีสุข=Srisuk ทองดี=Thongdee บุญมี=Boonmee สุขใจ=Sukjai รุ่งเรือง=Rungrueang", ""},
	"georgian": {"G F", "ნინო=Nino მარიამ=Mariam თამარ=Tamar ნათია=Natia ეკა=Eka ლელა=Lela",
		"გიორგი=Giorgi დავით=Davit ლევან=Levan ირაკლი=Irakli ზურაბ=Zurab თორნიკე=Tornike",
		"მაისურაძე=Maisuradze გელაშვილი=Gelashvili ბერიძე=Beridze კაპანაძე=Kapanadze ლომიძე=Lomidze წიკლაური=Tsiklauri", ""},
	"armenian": {"G F", "Անահիտ=Anahit Մարիամ=Mariam Լուսինե=Lusine Գայանե=Gayane Նարե=Nare", "Արմեն=Armen Հրանտ=Hrant Դավիթ=Davit Հայկ=Hayk Գևորգ=Gevorg",
		"Հակոբյան=Hakobyan Ավետիսյան=Avetisyan Գրիգորյան=Grigoryan Պետրոսյան=Petrosyan Հարությունյան=Harutyunyan Մկրտչյան=Mkrtchyan", ""},
	"amharic": {"G F", "ሰላም=Selam ሄለን=Helen ትዕግስት=Tigist ማርታ=Marta", "ዳዊት=Dawit ሳሙኤል=Samuel ብርሃኑ=Birhanu ዮናስ=Yonas",
		"ተስፋዬ=Tesfaye በቀለ=Bekele ከበደ=Kebede ታደሰ=Tadesse ገብሬ=Gebre", ""},
}

// A department is a group too. Its head is appointed first.
type department struct {
	name, code    string
	weight        int // of a hundred or so
	head, manager string
	titles        []string
	phone         int // percent with a Zoom Phone licence
}

var departments = []department{
	{"Executive Office", "1000", 1, "Chief Executive Officer", "Chief of Staff", []string{"Executive Assistant", "Strategy Analyst"}, 60},
	{"Engineering", "4100", 27, "VP Engineering", "Engineering Manager", []string{"Software Engineer", "Software Engineer", "Senior Software Engineer", "Staff Engineer", "Test Engineer", "Firmware Engineer"}, 30},
	{"Sales", "2100", 17, "VP Sales", "Regional Sales Manager", []string{"Account Executive", "Account Executive", "Sales Development Representative", "Solutions Engineer", "Key Account Manager"}, 85},
	{"Customer Support", "3100", 15, "Head of Customer Support", "Support Team Lead", []string{"Support Specialist", "Support Specialist", "Senior Support Specialist", "Escalation Engineer"}, 90},
	{"Finance", "1200", 6, "Chief Financial Officer", "Finance Manager", []string{"Accountant", "Financial Analyst", "Payroll Specialist", "Controller"}, 40},
	{"Operations", "3300", 9, "Head of Operations", "Operations Manager", []string{"Logistics Coordinator", "Supply Planner", "Quality Technician", "Buyer"}, 45},
	{"Marketing", "2300", 7, "Chief Marketing Officer", "Marketing Manager", []string{"Content Editor", "Campaign Specialist", "Event Manager", "Brand Designer"}, 35},
	{"Product", "4300", 7, "Head of Product", "Group Product Manager", []string{"Product Manager", "Product Designer", "User Researcher", "Technical Writer"}, 30},
	{"People", "1300", 5, "Chief People Officer", "People Manager", []string{"Recruiter", "HR Business Partner", "Learning Specialist"}, 50},
	{"IT and Security", "1500", 6, "Chief Information Officer", "IT Manager", []string{"Systems Administrator", "Security Analyst", "Service Desk Technician", "Network Engineer"}, 45},
	{"Legal", "1400", 3, "General Counsel", "Legal Manager", []string{"Counsel", "Contract Manager", "Privacy Officer"}, 45},
}

// A place is where people work: an office, or home.
type place struct {
	city, country, land string
	zone, language      string // as in Zoom's published lists
	office              bool
	weight              int
	cultures            []string // of two in three who work there
}

var places = []place{
	{"London", "GB", "United Kingdom", "Europe/London", "en-GB", true, 18, []string{"english", "english", "bengali"}},
	{"New York", "US", "United States", "America/New_York", "en-US", true, 15, []string{"english", "english", "spanish"}},
	{"Berlin", "DE", "Germany", "Europe/Berlin", "de-DE", true, 12, []string{"german", "german", "german", "turkish"}},
	{"Bengaluru", "IN", "India", "Asia/Calcutta", "en-GB", true, 9, []string{"hindi", "tamil"}},
	{"Tokyo", "JP", "Japan", "Asia/Tokyo", "ja", true, 7, []string{"japanese"}},
	{"Stockholm", "SE", "Sweden", "Europe/Stockholm", "en-GB", true, 6, []string{"swedish"}},
	{"Cairo", "EG", "Egypt", "Africa/Cairo", "ar", true, 6, []string{"arabic"}},
	{"São Paulo", "BR", "Brazil", "America/Sao_Paulo", "pt-BR", true, 5, []string{"portuguese"}},
	{"Paris", "FR", "France", "Europe/Paris", "fr-FR", false, 4, []string{"french"}},
	{"Athens", "GR", "Greece", "Europe/Athens", "en-GB", false, 4, []string{"greek"}},
	{"Kyiv", "UA", "Ukraine", "Europe/Kiev", "en-GB", false, 3, []string{"ukrainian"}},
	{"Tel Aviv", "IL", "Israel", "Asia/Jerusalem", "en-US", false, 3, []string{"hebrew"}},
	{"Seoul", "KR", "South Korea", "Asia/Seoul", "ko-KR", false, 4, []string{"korean"}},
	{"Shanghai", "CN", "China", "Asia/Shanghai", "zh-CN", false, 3, []string{"chinese"}},
	{"Sydney", "AU", "Australia", "Australia/Sydney", "en-GB", false, 3, []string{"english", "vietnamese"}},
	{"Taipei", "TW", "Taiwan", "Asia/Taipei", "zh-HK", false, 2, []string{"taiwanese"}},
	{"Madrid", "ES", "Spain", "Europe/Madrid", "es-ES", false, 2, []string{"spanish"}},
	{"Warsaw", "PL", "Poland", "Europe/Warsaw", "en-GB", false, 2, []string{"polish"}},
	{"Sofia", "BG", "Bulgaria", "Europe/Sofia", "en-GB", false, 2, []string{"bulgarian"}},
	{"Bangkok", "TH", "Thailand", "Asia/Bangkok", "en-US", false, 3, []string{"thai"}},
	{"Tbilisi", "GE", "Georgia", "Asia/Baku", "en-US", false, 3, []string{"georgian", "georgian", "armenian"}},
	{"Addis Ababa", "ET", "Ethiopia", "Africa/Nairobi", "en-GB", false, 1, []string{"amharic"}},
}

// A line is numbers that a regulator keeps for films and books, so that none
// rings anywhere. Each prefix is followed by as many digits as it says.
type line struct {
	code                       string
	office, mobile             string
	officeDigits, mobileDigits int
}

// lines by country (FCC, Ofcom, Bundesnetzagentur, Arcep, PTS, ACMA). A country
// without such numbers is served by London's.
var lines = map[string]line{
	"US": {"+1", "21255501", "91755501", 2, 2},
	"GB": {"+44", "2079460", "7700900", 3, 3},
	"DE": {"+49", "3023125", "17139200", 3, 2},
	"FR": {"+33", "19900", "63998", 4, 4},
	"SE": {"+46", "8465004", "", 2, 0},
	"AU": {"+61", "25550", "", 4, 0},
}

// projects is how many of extraGroups, the last, are projects.
const projects = 4

// extraGroups overlap the departments and the offices.
var extraGroups = [][2]string{
	{"Remote", "Works from home, wherever that is"},
	{"All Managers", "Everybody whom somebody reports to"},
	{"Interns", "Here for a few months"},
	{"Works Council", "Elected by the staff; its meetings are its own"},
	{"First Aiders", "Trained, and on the list beside the lift"},
	{"Project Aurora", "The next generation of sensors"},
	{"Project Kestrel", "One order system instead of three"},
	{"Project Halyard", "The move of the London office"},
	{"Project Lantern", "Certification for medical customers"},
}
