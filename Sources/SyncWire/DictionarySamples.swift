/// The samples of the dictionary, rarest first: what stands last is the cheapest to point at.
enum DictionarySamples {
    static let lines: [String] = directory + hall + complaints + reviews + cases + words + agency

    private static let directory = [
        "code=140700000000 from=2000-01-01 level=village name= parent=@record successor to",
        "level=township level=county address dutyPhone note",
        "date=@date name=国庆节 working name=春节 working=@true",
        "basis class=公共服务 class=行政许可 class=行政确认 conditions delegated=@true "
            + "department=@record fee feeBasis from=@date group=缴费报销 guideVersion id= "
            + "kind=承诺件 kind=即办件 kind=联办件 legalDays=#20 name= onlineDepth=网上预审 "
            + "papers.copies=#1 papers.form=复印件 papers.name=户口簿 place promisedDays=#5 "
            + "standard steps.days=#2 steps.step=审核 steps.unit=@record trips=#1 window=@record",
        "account from=@date id= name= post=代办员 post=A岗 post=负责人 roles.role=agent "
            + "roles.role=clerk roles.role=inspector unit=@record documentNo phone",
        "class=审批 department=@record from=@date id= kind=single kind=comprehensive "
            + "kind=village-point kind=township-hall name= phone region=@record",
        "agreement= certificate= issuedAt= node= place=@record revoked lastSequence= "
            + "incarnation= period=2026-11 sequences.stream sequences.last closedAt=@time "
            + "definition= document=",
    ]

    private static let hall = [
        "count=#1 date=@date event= halfDays=#1 inspector=@record item=到岗 item=服务 "
            + "item=卫生 note= particulars=下乡 person=@record points=0.5 rule=DW-N14a rule=DW-D5a "
            + "seenAt=@time slot=10:00 slot=16:00 source=现场巡查 source=远程视频 state=登记 "
            + "window=@record",
        "state=告知 toldAt=@time toldTo=@record >告知窗口:登记:告知",
        "correctBy=@date correctedAt=@time state=整改 >整改:告知:整改",
        "recheckResult=已整改 recheckedAt=@time state=复查 >复查:整改:复查 state=闭合 >闭合"
            + ":复查:闭合",
    ]

    private static let complaints = [
        "about= anonymous=@true case=@record category=服务态度 category=推诿拖延 "
            + "category=超时 number= person=@record received=@date source=来访 source=来电 "
            + "source=代办员 state=登记 window=@record address complainant phone",
        "explainDue=@date state=转窗口 toWindowAt=@time >转窗口:登记:转窗口 "
            + "explainedAt=@time explanation= state=说明 >窗口说明:转窗口:说明 investigation= "
            + "investigator=@record state=调查 >调查:说明:调查 verified=@true state=查实 "
            + ">认定查实:调查:查实 atFault=@true state=有责 measure= state=处理 repliedAt=@time "
            + "reply= satisfied=@true state=答复 fileNo= state=归档",
    ]

    private static let reviews = [
        "account=已申请 calledBackAt=@time calledBackResult=满意 handledAt=@time "
            + "handler=@record measure= due=@date >差评派单:已评:派单 >处理:派单:处理 "
            + ">回访:处理:回访 state=派单 state=回访",
        "at=@time case=@record grade=基本满意 grade=不满意 grade=非常满意 invited=@true "
            + "matter=@record person=@record praise= reason= source=评价器 source=村级代办 "
            + "state=已评 window=@record phone reviewer >评价:邀评:已评",
    ]

    private static let cases = [
        "applicantKind=法人 applicantKind=自然人 askedAt=@time channel=网上 channel=窗口 "
            + "creditCode= decidedAt=@time decidedAtWindow=@true decidedBy=@record "
            + "deliveredAt=@time deliveredHow=当场 dueDate=@date finishedAt=@time green "
            + "helpers.asked=@time helpers.unit=@record kind=即办件 kind=承诺件 kind=联办件 "
            + "kind=补办件 lead=@record legalDays=#20 legalDocument= matter=@record "
            + "missingPapers.name= missingPapers.reason= notifiedAt=@time number= papers.copies=#1 "
            + "papers.form=复印件 papers.form=原件 papers.name=营业执照 promisedDate=@date "
            + "promisedDays=#5 receivedAt=@time receivedBy=@record result=准予 resultReason= "
            + "round=#1 sentUpAt=@time state=受理 steps.end=@time steps.opinion=同意 "
            + "steps.person=@record steps.start=@time steps.step=审核 steps.unit=@record "
            + "suspensions.from=@time suspensions.reason= trips=#1 upperReply= window=@record "
            + "address agentName agentPhone applicant documentNo phone",
        "state=办结 >当场办结:受理:办结 state=流转 >内部流转:受理:流转 state=审核 "
            + ">审核:流转:审核 state=决定 >决定:审核:决定 state=通知 >通知申请人:决定:通知 "
            + "state=发放 >发放结果:通知:发放 state=待补 >要求补件:受理:待补 state=补齐 state=退件 "
            + ">补齐材料:待补:补齐",
    ]

    private static let words = [
        "\"县政务服务中心乡镇便民服务中心村便民服务点窗口工作人员办理申请登记审核不符合条件"
            + "材料不齐全已电话告知请补充提交按时办结无",
        "\"老年人优待证、生育登记、低保申请、临时救助、残疾人证、危房改造、宅基地审批、农机"
            + "补贴、城乡居民养老保险、医疗保险参保、医保报销、水电费代缴、户口迁移、身份证换领、"
            + "退役军人优待、高龄津贴、社会保障卡申领、个体工商户登记、建房申请、林木采伐许可",
        "\"身份证复印件户口簿银行卡复印件一寸照片申请表承诺书委托书医疗费用发票诊断证明结婚证",
        "\"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗建国志强秀英桂兰玉梅海燕小红文军永红春花明华",
        "\"一组二组三组四组五组六组号村民组",
    ]

    private static let agency = [
        "answer= askedAt=@time question= state=问事 repliedAt=@time state=回复 >当场答复:问事:回复",
        "missingPapers.name= returnReason= state=退回补正 >受理后退回补正:受理:退回补正 "
            + ">上级退回补正:上转:退回补正 >补正后受理:退回补正:受理 >补正后再上转:退回补正:上转",
        "masked= publishedAt=@time state=公示 >公示:建档:公示",
        "fileNo= pages=#3 state=建档 >建档:回复:建档",
        "repliedAt=@time resultWhat=证件 signed=@true state=回复 >回复:已办:回复",
        "doneAboveAt=@time result=已办结 state=已办 >上级办结:上转:已办",
        "sentUpAt=@time state=上转 townshipCase=@record >上转:承办:上转",
        "runs.by=@record runs.handedAt=@time runs.step=送镇便民服务中心 runs.unit=@record "
            + "state=承办 >承办:受理:承办",
        "acceptedAt=@time agent=@record matter=@record papers.copies=#1 papers.form=原件 "
            + "papers.name=身份证 state=受理 >受理:问事:受理",
        "acceptedAt=@time agent=@record askedAt=@time bookedAt=@time filedOnline=@true "
            + "group=公益服务 group=接受投诉 group=缴费报销 group=证照审批 matter=@record number= "
            + "papers.copies=#1 papers.form=复印件 papers.name=身份证 promisedDate=@date question= "
            + "slipPrintedAt=@time slipSigned=@true state=受理 village=@record address documentNo "
            + "phone villager",
        "address= documentNo=140722195 phone=138 villager=",
    ]
}
