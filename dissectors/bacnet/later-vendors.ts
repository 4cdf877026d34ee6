/** Vendors from number 700 on, in the form that `vendors.ts` explains. */
export const LATER_VENDORS = `
700:Fuji Electric Co., Ltd|View, Inc.|Samsung S1 Corporation|New Lift|VRT Systems|Motion Control Engineering, Inc.|
Weiss Klimatechnik GmbH|Elkon|Eliwell Controls S.r.l.|Japan Computer Technos Corp|Rational Network ehf|
Magnum Energy Solutions, LLC|MelRok|VAE Group|LGCNS|Berghof Automationstechnik GmbH|Quark Communications, Inc.|Sontex|
mivune AG|Panduit|Smart Controls, LLC|Compu-Aire, Inc.|Sierra|ProtoSense Technologies|Eltrac Technologies Pvt Ltd|
Bektas Invisible Controls GmbH|Entelec|INNEXIV|Covenant|Davitor AB|TongFang Technovator|Building Robotics, Inc.|
HSS-MSR UG|FramTack LLC|B. L. Acoustics, Ltd.|Traxxon Rock Drills, Ltd|Franke|Wurm GmbH & Co|AddENERGIE|
Mirle Automation Corporation|Ibis Networks|ID-KARTA s.r.o.|Anaren, Inc.|Span, Incorporated|
Bosch Thermotechnology Corp|DRC Technology S.A.|Shanghai Energy Building Technology Co, Ltd|Fraport AG|Flowgroup|
Skytron Energy, GmbH|ALTEL Wicha, Golda Sp. J.|Drupal|Axiomatic Technology, Ltd|Bohnke + Partner|Function1|
Optergy Pty, Ltd|LSI Virticus|Konzeptpark GmbH|NX Lighting Controls|eCurv, Inc.|Agnosys GmbH|
Shanghai Sunfull Automation Co., LTD|Kurz Instruments, Inc.|Cias Elettronica S.r.l.|Multiaqua, Inc.|BlueBox|Sensidyne|
Viessmann Elektronik GmbH|ADFweb.com srl|Gaylord Industries|Majur Ltd.|Shanghai Huilin Technology Co., Ltd.|Exotronic|
SAFECONTROL s.r.o.|Amatis|Universal Electric Corporation|iBACnet|778:Smartrise Engineering, Inc.|Miratron, Inc.|
SmartEdge|Mitsubishi Electric Australia Pty Ltd|Triangle Research International Ptd Ltd|Produal Oy|
Milestone Systems A/S|Trustbridge|Feedback Solutions|IES|ABB Power Protection SA|Riptide IO|Messerschmitt Systems AG|
Dezem Energy Controlling|MechoSystems|evon GmbH|CS Lab GmbH|8760 Enterprises, Inc.|Touche Controls|
Ontrol Teknik Malzeme San. ve Tic. A.S.|Uni Control System Sp. Z o.o.|Weihai Ploumeter Co., Ltd|
Elcom International Pvt. Ltd|Signify|AutomationDirect|Paragon Robotics|SMT System & Modules Technology AG|
Radix IoT LLC|CMR Controls Ltd|Innovari, Inc.|ABB Control Products|Gesellschaft fur Gebäudeautomation mbH|
RODI Systems Corp.|Nextek Power Systems|Creative Lighting|WaterFurnace International|Mercury Security|
Hisense (Shandong) Air-Conditioning Co., Ltd.|Layered Solutions, Inc.|Leegood Automatic System, Inc.|
Shanghai Restar Technology Co., Ltd.|Reimann Ingenieurbüro|LynTec|HTP|Elkor Technologies, Inc.|Bentrol Pty Ltd|
Team-Control Oy|NextDevice, LLC|iSMA CONTROLLI S.p.a.|King I Electronics Co., Ltd|SAMDAV|
Next Gen Industries Pvt. Ltd.|Entic LLC|ETAP|Moralle Electronics Limited|Leicom AG|Watts Regulator Company|
S.C. Orbtronics S.R.L.|Gaussan Technologies|WEBfactory GmbH|Ocean Controls|Messana Air-Ray Conditioning s.r.l.|
Hangzhou BATOWN Technology Co. Ltd.|Reasonable Controls|Servisys, Inc.|halstrup-walcher GmbH|
SWG Automation Fuzhou Limited|KSB Aktiengesellschaft|Hybryd Sp. z o.o.|Helvatron AG|Oderon Sp. Z.O.O.|mikolab|
Exodraft|Hochhuth GmbH|Integrated System Technologies Ltd.|Shanghai Cellcons Controls Co., Ltd|Emme Controls, LLC|
Field Diagnostic Services, Inc.|Ges Teknik A.S.|Global Power Products, Inc.|Option NV|BV-Control AG|
Sigren Engineering AG|Shanghai Jaltone Technology Co., Ltd.|MaxLine Solutions Ltd|Kron Instrumentos Elétricos Ltda|
Thermo Matrix|Infinite Automation Systems, Inc.|Vantage|Elecon Measurements Pvt Ltd|TBA|Carnes Company|
Harman Professional|Nenutec Asia Pacific Pte Ltd|Gia NV|Kepware Tehnologies|Temperature Electronics Ltd|Packet Power|
Project Haystack Corporation|DEOS Controls Americas Inc.|Senseware Inc|MST Systemtechnik AG|Lonix Ltd|
Gossen Metrawatt GmbH|Aviosys International Inc.|Efficient Building Automation Corp.|Accutron Instruments Inc.|
Vermont Energy Control Systems LLC|DCC Dynamics|B.E.G. Brück Electronic GmbH|889:NGBS Hungary Ltd.|
ILLUM Technology, LLC|Delta Controls Germany Limited|S+T Service & Technique S.A.|SimpleSoft|Altair Engineering|
EZEN Solution Inc.|Fujitec Co. Ltd.|Terralux|Annicom|Bihl+Wiedemann GmbH|Draper, Inc.|Schüco International KG|
Otis Elevator Company|Fidelix Oy|RAM GmbH Mess- und Regeltechnik|WEMS|Ravel Electronics Pvt Ltd|OmniMagni|Echelon|
Intellimeter Canada, Inc.|Bithouse Oy|912:BuildPulse|Shenzhen 1000 Building Automation Co. Ltd|AED Engineering GmbH|
Güntner GmbH & Co. KG|KNXlogic|CIM Environmental Group|Flow Control|Lumen Cache, Inc.|Ecosystem|
Potter Electric Signal Company, LLC|Tyco Fire & Security S.p.A.|Watanabe Electric Industry Co., Ltd.|Causam Energy|
W-tec AG|IMI Hydronic Engineering International SA|ARIGO Software|MSA Safety|Smart Solucoes Ltda – MERCATO|
PIATRA Engineering|ODIN Automation Systems, LLC|Belparts NV|UAB, SALDA|Alre-IT Regeltechnik GmbH|
Ingenieurbüro H. Lertes GmbH & Co. KG|Breathing Buildings|eWON SA|Cav. Uff. Giacomo Cimberio S.p.A|PKE Electronics AG|
Allen|Kastle Systems|Logical Electro-Mechanical (EM) Systems, Inc.|ppKinetics Instruments, LLC|Cathexis Technologies|
Sylop sp. Z o.o. sp.k|Brauns Control GmbH|OMRON SOCIAL SOLUTIONS CO., LTD.|Wildeboer Bauteile Gmbh|
Shanghai Biens Technologies Ltd|Beijing HZHY Technology Co., Ltd|Building Clouds|
The University of Sheffield-Department of Electronic and Electrical Engineering|Fabtronics Australia Pty Ltd|SLAT|
Software Motor Corporation|Armstrong International Inc.|Steril-Aire, Inc.|Infinique|Arcom|Argo Performance, Ltd|
Dialight|Ideal Technical Solutions|Neurobat AG|Neyer Software Consulting LLC|SCADA Technology Development Co., Ltd.|
Demand Logic Limited|GWA Group Limited|Occitaline|NAO Digital Co., Ltd.|
Shenzhen Chanslink Network Technology Co., Ltd.|Samsung Electronics Co., Ltd.|Mesa Laboratories, Inc.|Fischer|
OpSys Solutions Ltd.|Advanced Devices Limited|Condair|INELCOM Ingenieria Electronica Comercial S.A.|GridPoint, Inc.|
ADF Technologies Sdn Bhd|EPM, Inc.|Lighting Controls Ltd|Perix Controls Ltd.|AERCO International, Inc.|KONE Inc.|
Ziehl-Abegg SE|Robot, S.A.|Optigo Networks, Inc.|Openmotics BVBA|Metropolitan Industries, Inc.|
Huawei Technologies Co., Ltd.|Digital Lumens, Inc.|Vanti|Cree Lighting|Richmond Heights SDN BHD|
Payne-Sparkman Lighting Mangement|Ashcroft|Jet Controls Corp|Zumtobel Lighting GmbH|1000:Ekon GmbH|Molex|
Maco Lighting Pty Ltd.|Axecon Corp.|Tensor plc|Kaseman Environmental Control Equipment (Shanghai) Limited|
AB Axis Industries|Netix Controls|Eldridge Products, Inc.|Micronics|Fortecho Solutions Ltd|
Sellers Manufacturing Company|Rite-Hite Doors, Inc.|Violet Defense LLC|Simna|Multi-Énergie Best Inc.|
Mega System Technologies, Inc.|Rheem|Ing. Punzenberger COPA-DATA GmbH|MEC Electronics GmbH|Taco Comfort Solutions|
Alexander Maier GmbH|Ecorithm, Inc.|Accurro Ltd|ROMTECK Australia Pty Ltd|Splash Monitoring Limited|Light Application|
Logical Building Automation|Exilight Oy|Hager Electro SAS|KLIF Co., LTD|HygroMatik|
Daniel Mousseau Programmation & Electronique|Aerionics Inc.|M2S Electronique Ltee|Automation Components, Inc.|
Niobrara Research & Development Corporation|Netcom Sicherheitstechnik GmbH|Lumel S.A.|Great Plains Industries, Inc.|
Domotica Labs S.R.L|Energy Cloud, Inc.|Vomatec|Demma Companies|Valsena|Comsys Bärtsch AG|bGrid|MDJ Software Pty Ltd|
Dimonoff, Inc.|Edomo Systems, GmbH|Effektiv, LLC|SteamOVap|grandcentrix GmbH|Weintek Labs, Inc.|Intefox GmbH|
Radius22 Automation Company|Ringdale, Inc.|Iwaki America|Bractlet|STULZ Air Technology Systems, Inc.|
Climate Ready Engineering Pty Ltd|Genea Energy Partners|IoTall Chile|IKS Co., Ltd.|Yodiwo AB|TITAN electronic GmbH|
IDEC Corporation|SIFRI SL|Thermal Gas Systems Inc.|Building Automation Products, Inc.|Asset Mapping|Smarteh Company|
Datapod (Australia) Pty Ltd.|Buildings Alive Pty Ltd|Digital Elektronik|Talent Automação e Tecnologia Ltda|
Norposh Limited|Merkur Funksysteme AG|Faster CZ spol. S.r.o|Eco-Adapt|Energocentrum Plus, s.r.o|amBX UK Ltd|
Western Reserve Controls, Inc.|LayerZero Power Systems, Inc.|CIC Jan Hřebec s.r.o.|Sigrov BV|ISYS-Intelligent Systems|
Gas Detection (Australia) Pty Ltd|Kinco Automation (Shanghai) Ltd.|Lars Energy, LLC|Flamefast (UK) Ltd.|
Royal Service Air Conditioning|Ampio Sp. Z o.o.|Inovonics Wireless Corporation|Nvent Thermal Management|
Sinowell Control System Ltd|Moxa Inc.|Matrix iControl SDN BHD|PurpleSwift|OTIM Technologies|FlowMate Limited|
Degree Controls, Inc.|Fei Xing (Shanghai) Software Technologies Co., Ltd.|Berg GmbH|ARENZ.IT|
Edelstrom Electronic Devices & Designing LLC|Drive Connect, LLC|DevelopNow|Poort|VMEIL Information (Shanghai) Ltd|
Rayleigh Instruments|1112:CODESYS Development|Smartware Technologies Group, LLC|Polar Bear Solutions|Codra|
Pharos Architectural Controls Ltd|EngiNear Ltd.|Ad Hoc Electronics|Unified Microsystems|
Industrieelektronik Brandenburg GmbH|Hartmann GmbH|Piscada|KMB systems, s.r.o.|PowerTech Engineering AS|
Telefonbau Arthur Schwabe GmbH & Co. KG|Wuxi Fistwelove Technology Co., Ltd.|Prysm|STEINEL GmbH|Georg Fischer JRG AG|
Make Develop SL|Monnit Corporation|Mirror Life Corporation|Secure Meters Limited|PECO|.CCTECH, Inc.|LightFi Limited|
Nice Spa|Fiber SenSys, Inc.|B&D Buchta und Degeorgi|Ventacity Systems, Inc.|
Hitachi-Johnson Controls Air Conditioning, Inc.|Sage Metering, Inc.|Andel Limited|ECOSmart Technologies|S.E.T.|
Protec Fire Detection Spain SL|AGRAMER UG|Anylink Electronic GmbH|Schindler, Ltd|Jibreel Abdeen Est.|
Fluidyne Control Systems Pvt. Ltd|Prism Systems, Inc.|Enertiv|Mirasoft GmbH & Co. KG|DUALTECH IT|Countlogic, LLC|
Kohler|Chen Sen Controls Co., Ltd.|Greenheck|Intwine Connect, LLC|Karlborgs Elkontroll|Datakom|Hoga Control AS|
Cool Automation|Inter Search Co., Ltd|DABBEL-Automation Intelligence GmbH|Gadgeon Engineering Smartness|
Coster Group S.r.l.|Walter Müller AG|Fluke|Quintex Systems Ltd|Senfficient SDN BHD|Nube iO Operations Pty Ltd|
DAS Integrator Pte Ltd|CREVIS Co., Ltd|iSquared software inc.|KTG GmbH|POK Group Oy|Adiscom|Incusense|75F|
Anord Mardix, Inc.|HOSCH Gebäudeautomation Neue Produkte GmbH|Bosch.IO GmbH|Royal Boon Edam International B.V.|
Clack Corporation|Unitex Controls LLC|KTC Göteborg AB|Interzon AB|ISDE ING SL|ABM automation building messaging GmbH|
Kentec Electronics Ltd|Emerson Commercial and Residential Solutions|Powerside|SMC Group|EOS Weather Instruments|
Zonex Systems|Generex Systems Computervertriebsgesellschaft mbH|Energy Wall LLC|Thermofin|SDATAWAY SA|
Biddle Air Systems Limited|Kessler Ellis Products|Thermoscreens|Modio|Newron Solutions|Unitronics|
TRILUX GmbH & Co. KG|Kollmorgen Steuerungstechnik GmbH|Bosch Rexroth AG|Alarko Carrier|Verdigris Technologies|
Shanghai SIIC-Longchuang Smartech So., Ltd.|Quinda Co.|GRUNER AG|BACMOVE|PSIDAC AB|ISICON-Control Automation|
Big Ass Fans|din – Dietmar Nocker Facility Management GmbH|Teldio|MIKROKLIMA s.r.o.|Density|ICONAG-Leittechnik GmbH|
Awair|T&D Engineering, Ltd|Sistemas Digitales|Loxone Electronics GmbH|ActronAir|Inductive Automation|
Thor Engineering GmbH|Berner International, LLC|Potsdam Sensors LLC|Kohler Mira Ltd|Tecomon GmbH|
Two Dimensional Instruments, LLC|LEFA Technologies Pte. Ltd.|EATON CEAG Notlichtsysteme GmbH|Commbox Tecnologia|
IPVideo Corporation|Bender GmbH & Co. KG|Rhymebus Corporation|Axon Systems Ltd|Engineered Air|Elipse Software Ltda|
Simatix Building Technologies Pvt. Ltd.|W.A. Benjamin Electric Co.|TROX Air Conditioning Components (Suzhou) Co. Ltd.|
SC Medical Pty Ltd.|Elcanic A/S|Obeo AS|Tapa, Inc.|ASE Smart Energy, Inc.|Performance Services, Inc.|
Veridify Security|CD Innovation LTD|Ben Peoples Industries, LLC|UNICOMM Sp. z o.o|Thing Technologies GmbH|
Beijing Hailin Control Technology, Inc.|Digital Realty|Agrowtek Inc.|DSP Innovation BV|STV Electronic GmbH|
Elmeasure India Pvt Ltd.|Pineshore Energy LLC|Brasch Environmental Technologies, LLC|Lion Controls Co., LTD|Sinux|
Avnet Inc.|Somfy Activites SA|Amico|SageGlass|AuVerte|Agile Connects Pvt. Ltd.|Locimation Pty Ltd|Envio Systems GmbH|
Voytech Systems Limited|Davidsmeyer und Paul GmbH|Lusher Engineering Services|
CHNT Nanjing Techsel Intelligent Company LTD|Threetronics Pty Ltd|SkyFoundry, LLC|HanilProTech|Sensorscall|
Shanghai Jingpu Information Technology, Co., Ltd.|Lichtmanufaktur Berlin GmbH|Eco Parking Technologies|
Envision Digital International Pte Ltd|Antony Developpement Electronique|i2systems|Thureon International Limited|
Pulsafeeder|MegaChips Corporation|TES Controls|Cermate|Grand Valley State University|Symcon Gmbh|
The Chicago Faucet Company|Geberit AG|Rex Controls|IVMS GmbH|MNPP Saturn Ltd.|Regal Beloit|
ACS-Air Conditioning Solutions|GBX Technology, LLC|Kaiterra|ThinKuan loT Technology (Shanghai) Co., Ltd|HoCoSto B.V.|
Shenzhen AS-AI Technology Co., Ltd.|RPS S.p.a.|Esmé solutions|IOTech Systems Limited|i-AutoLogic Co., Ltd.|
New Age Micro, LLC|Guardian Glass|Guangzhou Zhaoyu Information Technology|ACE IoT Solutions LLC|
Poris Electronics Co., Ltd.|Terminus Technologies Group|Intech 21, Inc.|Accurate Electronics|Fluence Bioengineering|
Mun Hean Singapore Pte Ltd|Katronic AG & Co. KG|Suzhou XinAo Information Technology Co. Ltd|Linktekk Technology, JSC.|
Stirling Ultracold|UV Partners, Inc.|ProMinent GmbH|Multi-Tech Systems, Inc.|JUMO GmbH & Co. KG|
Qingdao Huarui Technology Co. Ltd.,|Cairn Systemes|NeuroLogic Research Corp.|
Transition Technologies Advanced Solutions Sp. z o.o|Xxter bv|PassiveLogic|EnSmart Controls|
Watts Heating and Hot Water Solutions, dba Lync|Troposphaira Technologies LLP|Network Thermostat|
Titanium Intelligent Solutions, LLC|Numa Products, LLC|WAREMA Renkhoff SE|Frese A/S|Mapped|
ELEKTRODESIGN ventilatory s.r.o|AirCare Automation, Inc.|Antrum|Bao Linh Connect Technology|Virginia Controls, LLC|
Duosys SDN BHD|Onsen SAS|Vaughn Thermal Corporation|Thermoplastic Engineering Ltd (TPE)|Wirth Research Ltd.|
SST Automation|Shanghai Bencol Electronic Technology Co., Ltd|AIWAA Systems Private Limited|Enless Wireless|
Ozuno Engineering Pty Ltd|Hubbell, The Electric Heater Company|Industrial Turnaround Corporation (ITAC)|
Wadsworth Control Systems|Services Hilo Inc.|iDM Energiesysteme GmbH|BeNext B.V.|CleanAir.ai Corporation|
Revolution Microelectronics (America) Inc.|Real-Time Systems GmbH|ZedBee Technologies Pvt Ltd|
Winmate Technology Solutions Pvt. Ltd.|Senticon Ltd.|Rossaker AB|OPIT Solutions Ltd|
Hotowell International Co., Limited|Inim Electronics S.R.L. Unipersonale|Airthings ASA|Analog Devices, Inc.|
AIDirections DMCC|Prima Electro S.p.A.|KLT Control System Ltd.|Evolution Controls Inc.|Bever Innovations|
Pelican Wireless Systems|Control Concepts Inc.|Augmatic Technologies Pvt. Ltd.|Xiamen Milesight loT Co., Ltd|
Tianjin Anjie loT Schience and Technology Co., Ltd|Guangzhou S. Energy Electronics Technology Co. Ltd.|
AKVO Atmospheric Water Systems Pvt. Ltd.|EmFirst Co. Ltd.|Iion Systems ApS|1396:SAF Tehnika JSC|Komfort IQ, Inc.|
CoolTera Limited|Hadron Solutions S.r.l.s|1401:Bitpool|Sonicu, LLC|Rishabh Instruments Limited|Thing Warehouse LLC|
Innofriends GmbH|Metronic AKP Sp. J.|Techknave|Elsner Elektronik|LEFOO Industrial (Hangzhou) Co., Ltd.|
Calibration Technologies, Inc.|Allorado|Verkada|Wattsense|Emerson Automation Solutions|Growlink|Olympia Electronics|
Normal Software, Inc.|ST Engineering Solution JSC|Industrial Flow Solutions|Ubiqisense ApS|Tiger-Soft|Ecodom Srl|
Bilgipro IoT Systems|planspur netdesign GmbH|Dolphin Solutions Ltd|Mitsubishi Electric Corporation, Kobe Works|
Ecovena|Gree Electric Appliances Inc of Zhuhai|Conspec Controls|Hangzhou Hikvision Digital Technology Co., Ltd.|
Crystal Peak Security|PermAlert|Zhejiang Misilin Technology Co., Ltd.|Dekker Vacuum Technologies|Edwards Limited|
Leybold GmbH|International Gas Detectors|Atlas Copco Airpower NV|Air Sentry Limited|Aelsys|Granby Consulting LLC|
Clever Relay|Monico Monitoring, Inc.|Oqdo|Matrix Comsec Private Limited|Resource Solutions|American Gas Safety, LLC|
S&S Northern Ltd.|Ulbios Techsens|Bowery Farming, Inc.|Ryobi Limited|EkkoSense Ltd|ClimaCool
`
